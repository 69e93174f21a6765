/**
 * Named steps at which fault tests stop the process for good: `PUENTE_FAILPOINT=before:post@3` kills it (SIGKILL, nothing is
 * flushed or closed) when that step is reached the third time. Without the variable this costs one comparison a step.
 */
export function createFailpoints(spec: string | undefined): (name: string) => void {
  if (!spec) return () => undefined;
  const [wanted = '', times = '1'] = spec.split('@');
  let left = Number(times);
  return (name) => {
    if (name !== wanted) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
