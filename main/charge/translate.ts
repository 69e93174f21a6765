import type { ChargeView } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import { describeFailure, describeNextStep, describeRefunded } from './sentences.ts';

/**
 * A charge that was written down in Spanish, in the language asked for. Sentences of our own are said anew; words of
 * Recurrente's stay as they came.
 */
export function translateCharge<T extends ChargeView>(charge: T, lang: Lang): T {
  if (lang === 'es') return charge;
  const { failure, refund, status } = charge;
  return {
    ...charge,
    failure: failure && {
      ...failure,
      message:
        failure.message === describeFailure(failure.code, null, 'es')
          ? describeFailure(failure.code, null, lang)
          : failure.message,
    },
    next_step:
      refund?.status === 'succeeded' ? describeRefunded(lang) : describeNextStep(status, failure?.code ?? null, lang),
  };
}
