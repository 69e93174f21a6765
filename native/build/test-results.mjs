/**
 * Counts what a vitest run showed. A file that could not be loaded, an error outside any test and a run without a report
 * are failures too: `failed` is never 0 when the runner's exit code is not.
 */
export function countResults(report, exitCode) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    const failures = file.assertionResults.filter(({ status }) => status === 'failed').length;
    count.failed += failures;
    count.passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
    count.skipped += file.assertionResults.filter(({ status }) => !['passed', 'failed'].includes(status)).length;
    if (file.status === 'failed' && failures === 0) count.failed += 1;
  }
  if (exitCode !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

/**
 * A line for each failure, `file: test: first line of the error`, to stand at the end of a long log, where a build machine's reader
 * sees it. `root` is taken off the files' names.
 */
export function namesOfFailures(report, root) {
  return (report?.testResults ?? []).flatMap((file) => {
    const name = file.name.replace(`${root}/`, '');
    const failures = file.assertionResults.filter(({ status }) => status === 'failed');
    if (file.status === 'failed' && failures.length === 0) return [`${name}: ${firstLine(file.message)}`];
    return failures.map((each) => `${name}: ${each.fullName}: ${firstLine(each.failureMessages?.[0])}`);
  });
}

const firstLine = (message) => (message ?? '').split('\n', 1)[0].slice(0, 200);
