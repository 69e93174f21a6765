import { CircleCheckBig, CircleDashed, CircleDot } from 'lucide-react';
import type { StepState } from './steps.ts';

const ICONS = { done: CircleCheckBig, todo: CircleDashed, optional: CircleDot } as const satisfies Record<
  StepState,
  unknown
>;

/** Done or not, as a shape; the word stands beside it. */
export function StepMark({ state }: { readonly state: StepState }) {
  const Icon = ICONS[state];
  return <Icon aria-hidden />;
}
