import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ChargeView } from '../../../main/contract/charge.ts';
import type { Desk } from '../../../main/contract/desk.ts';
import type { SerialProfile } from '../../../main/contract/serial-profile.ts';
import { createExchange, type ExchangeCounters } from '../../../main/intake/serial/exchange.ts';
import { shippedProfiles } from '../../../native/serial/profiles.ts';
import { createDeskDouble } from '../../main/intake/serial/desk-double.ts';
import { sentencesOf } from '../../main/intake/serial/till.ts';
import { createVirtualClock, settleTurns } from '../../main/intake/serial/virtual-clock.ts';

/**
 * Random and broken bytes against the bridge as terminal: nothing may crash, hang, or become a charge that no intact frame in the
 * stream asked for. What was asked is found by a second reading of the stream, written apart from the code under test.
 *
 * `node test/native/serial/fuzz.ts --frames 1000000 [--seed 7]`
 */
const PROFILES = shippedProfiles();

export interface FuzzReport {
  readonly seed: number;
  readonly frames: number;
  readonly bytes: number;
  readonly charges: number;
  readonly counters: ExchangeCounters;
  readonly unasked: readonly string[];
  readonly errors: readonly string[];
}

/** Mulberry32: small, seeded, good enough to break things. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The checksum over data and ETX, worked out without the code under test. */
function sumOf(checksum: string, covered: readonly number[]): number[] {
  if (checksum === 'crc16') {
    let crc = 0;
    for (const byte of covered)
      for (let bit = 0; bit < 8; bit += 1) {
        const mix = (crc ^ (byte >> bit)) & 1;
        crc >>= 1;
        if (mix) crc ^= 0xa001;
      }
    return [crc % 256, Math.floor(crc / 256)];
  }
  let sum = checksum === 'lrc-7f' ? 127 : 0;
  for (const byte of covered) sum ^= byte;
  return [sum];
}

const frameOf = (profile: SerialProfile, text: string): number[] => {
  const data = [...Buffer.from(text, 'latin1')];
  if (profile.framing.kind === 'line') return [...data, 13, 10];
  return [2, ...data, 3, ...sumOf(profile.framing.checksum, [...data, 3])];
};

/** Every text in the stream that stands in an intact frame. */
function intactTexts(profile: SerialProfile, stream: readonly number[]): string[] {
  // Without STX a line also begins anew after silence or a hang-up: from each of its words on it may be a request.
  if (profile.framing.kind === 'line')
    return Buffer.from(stream)
      .toString('latin1')
      .split(/[\r\n]/)
      .flatMap((line) => line.split(/(?=VENTA)/).map((_, at, parts) => parts.slice(at).join('')));
  const { checksum } = profile.framing;
  const found: string[] = [];
  let start = -1;
  for (let at = 0; at < stream.length; at += 1) {
    if (stream[at] === 2) start = at;
    // A checksum byte may look like STX or ETX, so every ETX after an STX is a candidate.
    if (stream[at] !== 3 || start < 0) continue;
    for (let from = at - 1; from >= 0 && at - from < 520; from -= 1) {
      if (stream[from] !== 2) continue;
      const data = stream.slice(from + 1, at);
      const sum = sumOf(checksum, [...data, 3]);
      if (sum.every((byte, index) => stream[at + 1 + index] === byte)) found.push(Buffer.from(data).toString('latin1'));
    }
  }
  return found;
}

/** `ticket=cents` of a sale, read by pattern rather than by the profile's machinery. */
function saleIn(profile: SerialProfile, text: string): string | undefined {
  const units = { cents: 1, units: 100, decimal: 0 } as const;
  const [code, first = '', second = ''] = text.split(profile.separator).map((field) => field.replace(/^ +| +$/g, ''));
  const transbank = code === '0200';
  if (!transbank && code !== 'SALE' && code !== 'VENTA') return undefined;
  const [amount, ticket] = transbank ? [first, second] : [second, first];
  const factor = units[profile.amount.unit];
  const cents = factor > 0 ? Number(amount) * factor : Math.round(Number(amount) * 100);
  return Number.isSafeInteger(cents) ? `${ticket}=${cents}` : undefined;
}

export async function fuzz(options: {
  readonly frames: number;
  readonly seed: number;
  /** Changes the profile that the bridge uses, to see that the judge notices. */
  readonly damage?: (profile: SerialProfile) => SerialProfile;
}): Promise<FuzzReport> {
  const random = createRandom(options.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  const total: ExchangeCounters = { frames: 0, checksum: 0, too_long: 0, gap: 0, noise: 0, naks: 0, resends: 0 };
  const unasked: string[] = [];
  const errors: string[] = [];
  let frames = 0;
  let bytes = 0;
  let charges = 0;

  const sentence = (profile: SerialProfile): string => {
    const say = sentencesOf(profile);
    const ticket = String(below(200)).padStart(1 + below(6), '0');
    return pick([
      () => say.sale(ticket, (5 + below(5000)) * 100),
      () => say.sale(ticket, (5 + below(5000)) * 100),
      () => say.last,
      () => say.totals,
      () => say.close,
      () =>
        Array.from({ length: below(40) }, () =>
          pick(['0200', '|', ';', '1', 'SALE', 'VENTA', '-', '.', 'ñ', ' ']),
        ).join(''),
    ])();
  };
  const mangle = (frame: number[]): number[] => {
    const out = [...frame];
    const at = below(out.length + 1);
    pick([
      () => undefined,
      () => out.splice(at, 1, (out[at] ?? 0) ^ (1 << below(8))),
      () => out.splice(at, 1 + below(4)),
      () => out.splice(at, 0, ...Array.from({ length: 1 + below(5) }, () => below(256))),
      () => out.splice(at),
      () => out.splice(0, at),
      () => out.push(...frame),
      () => out.splice(at, 0, pick([2, 3, 6, 21, 13, 10, 0x7c])),
      () => out.splice(at, below(3), ...frame.slice(below(frame.length))),
      () => out.reverse(),
    ])();
    return out;
  };

  while (frames < options.frames) {
    const profile = pick(PROFILES);
    const clock = createVirtualClock();
    const desk = createDeskDouble(clock);
    const given: string[] = [];
    const open: ChargeView[] = [];
    const spied: Pick<Desk, 'accept' | 'get' | 'findByOrder' | 'list' | 'retry' | 'subscribe'> = {
      ...desk,
      async accept(order) {
        given.push(`${order.metadata?.['ticket'] ?? ''}=${order.amount_in_cents ?? 0}`);
        // Some commits take a while, some fail.
        if (random() < 0.1) await settleTurns();
        if (random() < 0.02) throw new Error('disk full');
        const accepted = await desk.accept(order);
        if (accepted.kind === 'created') open.push(accepted.charge);
        return accepted;
      },
    };
    const exchange = createExchange({
      port: { id: 'com1', terminal: 'caja1', orderId: '{port}-{date}-{ticket}' },
      profile: options.damage?.(profile) ?? profile,
      desk: spied,
      clock,
      timeZone: 'America/Guatemala',
      write: () => undefined,
      log: {
        info: () => undefined,
        warn: (fields, message) => {
          if (!JSON.stringify(fields).includes('disk full')) errors.push(`${message} ${JSON.stringify(fields)}`);
        },
      },
      onDayClosed: () => undefined,
    });
    const stream: number[] = [];
    for (let count = 0; count < 120; count += 1) {
      const whole = frameOf(profile, sentence(profile));
      const piece =
        random() < 0.3 ? whole : random() < 0.85 ? mangle(whole) : Array.from({ length: below(60) }, () => below(256));
      if (random() < 0.01) piece.push(2, ...Array.from({ length: 600 }, () => 0x41));
      stream.push(...piece);
      frames += 1;
      let at = 0;
      while (at < piece.length) {
        const size = random() < 0.7 ? piece.length : 1 + below(8);
        exchange.receive(Uint8Array.from(piece.slice(at, at + size)), clock.now());
        at += size;
        if (random() < 0.05) await clock.advance(below(300));
      }
      await settleTurns();
      if (random() < 0.3) {
        const signal = pick([6, 21]);
        stream.push(signal);
        exchange.receive(Uint8Array.of(signal), clock.now());
      }
      const [oldest] = open;
      if (oldest && random() < 0.5) {
        desk.settle(oldest.id, pick(['paid', 'declined', 'in_doubt', 'expired'] as const));
        open.shift();
      }
      if (random() < 0.02) await clock.advance(150_000);
      if (random() < 0.01) exchange.hangUp();
    }
    // Ends only when no request is being stored any more: a hang would end here, at the caller's time limit.
    await clock.advance(600_000);
    await exchange.stop();
    bytes += stream.length;
    charges += desk.charges().length;
    const asked = new Set(intactTexts(profile, stream).map((text) => saleIn(profile, text)));
    for (const sale of given) if (!asked.has(sale)) unasked.push(`${profile.id}: ${sale}`);
    const counters = exchange.counters();
    for (const key of Object.keys(total) as (keyof ExchangeCounters)[]) total[key] += counters[key];
    // Virtual time never leaves the microtask queue, and what is weakly held is let go only between turns of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { seed: options.seed, frames, bytes, charges, counters: total, unasked, errors };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { frames: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const startedAtMs = performance.now();
  const report = await fuzz({ frames: Number(values.frames), seed });
  console.log(
    JSON.stringify({ ...report, unasked: report.unasked.slice(0, 10), errors: report.errors.slice(0, 10) }, null, 2),
  );
  console.log(`${Math.round((performance.now() - startedAtMs) / 1000)} s`);
  process.exitCode = report.unasked.length + report.errors.length > 0 ? 1 : 0;
}
