/** What is read of vitest's JSON report. */
export interface TestReport {
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}
export function countResults(
  report: TestReport | undefined,
  exitCode: number | null,
): { passed: number; failed: number; skipped: number };
export function namesOfFailures(report: TestReport | undefined, root: string): string[];
