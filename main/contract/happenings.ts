/** Something that people should hear of: a sound, a line read aloud, a message in the corner, a notice of the system. */
export const HAPPENINGS = [
  'arrived',
  'paid',
  'late_payment',
  'not_paid',
  'in_doubt',
  'expired',
  'offline',
  'online',
] as const;
export type HappeningKind = (typeof HAPPENINGS)[number];
