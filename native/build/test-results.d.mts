/** What countResults reads of vitest's JSON report. */
export interface TestReport {
  readonly testResults?: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}
export function countResults(
  report: TestReport | undefined,
  exitCode: number | null,
): { passed: number; failed: number; skipped: number };
