export const DAY_MS = 86_400_000;

/** Noon of a day of the shop, so that adding days never meets a change of day. */
export const noon = (date: string): number => Date.parse(`${date}T18:00:00Z`);
