import { FINAL_STATUSES, type Status } from '../contract/charge.ts';

interface Line {
  readonly seq: number;
  readonly status: Status | null;
}

/** Is this line the one with which the charge ended? Later lines in the same status (a refund, a fuller reading) are no second end. */
export function endsCharge(story: readonly Line[], line: Line): boolean {
  if (line.status === null || !(FINAL_STATUSES as readonly Status[]).includes(line.status)) return false;
  return story.findLast((each) => each.seq < line.seq)?.status !== line.status;
}
