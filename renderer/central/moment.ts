import type { Lang } from '../../main/contract/faults.ts';
import { formatDay, formatTime, shopDay } from '../ui/format.ts';

/** The time of a moment of today, else its day and time; in the shops' zone. */
export const formatMoment = (iso: string, lang: Lang, nowMs = Date.now()): string =>
  shopDay(Date.parse(iso)) === shopDay(nowMs)
    ? formatTime(iso, lang)
    : `${formatDay(iso, lang)} ${formatTime(iso, lang)}`;
