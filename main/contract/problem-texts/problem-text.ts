/** A refusal in words. `{name}` is filled from the problem's params. */
export interface ProblemText {
  /** HTTP status. */
  readonly status: number;
  readonly es: readonly [title: string, detail: string];
  readonly en: readonly [title: string, detail: string];
}
