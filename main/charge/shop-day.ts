const ZONE = 'America/Guatemala';
const DAY_MS = 24 * 3_600_000;

let parts: Intl.DateTimeFormat | undefined;
/** Made when a day is first asked for: the tables behind it take 20 ms to load, which a start can do without. */
const shopClock = (): Intl.DateTimeFormat =>
  (parts ??= new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }));

/** The shop's calendar day of a moment: `2026-11-22`. Shops close by Guatemala's day, whatever zone the PC is set to. */
export const shopDay = (atMs: number): string => readParts(atMs).slice(0, 10);

/** Wall time in the shop: `14:05:09`. */
export const shopTime = (atMs: number): string => readParts(atMs).slice(11);
/** The hour of the shop's day, 0 to 23. */
export const shopHour = (atMs: number): number => Number(shopTime(atMs).slice(0, 2));

/** Within these years Intl writes a day as ISO does; outside lie only the first and last days that programs know, and no charge. */
const KNOWN_FROM_MS = Date.UTC(1970, 0, 1);
const KNOWN_UNTIL_MS = Date.UTC(9999, 0, 1);

/** The moment at which a shop's day (plus some days) begins. Found by correction, so it holds even if the zone's offset ever changes. */
export function startOfDayMs(day: string, plusDays = 0): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + plusDays * DAY_MS;
  if (wanted < KNOWN_FROM_MS || wanted > KNOWN_UNTIL_MS) return wanted;
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) guess -= Date.parse(`${readParts(guess)}Z`) - wanted;
  return guess;
}

function readParts(atMs: number): string {
  const found = new Map(
    shopClock()
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  return `${found.get('year')}-${found.get('month')}-${found.get('day')}T${found.get('hour')}:${found.get('minute')}:${found.get('second')}`;
}
