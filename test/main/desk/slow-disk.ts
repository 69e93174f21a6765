// What becomes of orders while a slow disk is flushing, or cannot: told to the test as one line of JSON. Started with a library that
// makes flushes slow, holds or fails them (test/bench/slow-fsync.c).
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openDoor, order } from './door.ts';

const [scenario = '', file = ''] = process.argv.slice(2);
const { PUENTE_FSYNC_HOLD: hold = '', PUENTE_FSYNC_FAIL: fail = '', PUENTE_FSYNC_COUNT: counted = '' } = process.env;
const { accept, store, told } = openDoor(file);
const seqs: number[] = [];
store.onCommit((lines) => seqs.push(...lines.map(({ seq }) => seq)));

const outcome = (orderId: string): Promise<string> =>
  accept(order(orderId)).then(
    ({ kind }) => kind,
    (error: unknown) => String((error as { code?: string }).code),
  );
const logBytes = (): number => statSync(`${file}-wal`).size;
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}
async function untilWritten(orderId: string): Promise<number> {
  let turn = 0;
  for (; !store.charges.byOrder(orderId); turn += 1) await nextTurn();
  return turn;
}

// It is learnt from the first ones that this disk is slow.
for (let each = 0; each < 8; each += 1) await outcome(`WARM-${each}`);
const before = { seqs: seqs.length, lastSeq: store.journal.lastSeq() };
const heard = () => ({ told: told.filter((each) => !each.startsWith('WARM')), seqs: seqs.slice(before.seqs) });
const seen = () => ({
  ...heard(),
  news: store.journal.since(before.lastSeq, 10).length,
  newsInOneRead: store.read(() => store.journal.since(before.lastSeq, 10).length),
  lastSeq: store.journal.lastSeq() - before.lastSeq,
  synchronous: store.db.pragma('synchronous', { simple: true }) as number,
});

const scenarios: Record<string, () => Promise<unknown>> = {
  /** A flush does not end: nobody hears of the order, its repeat waits as well, and the loop goes on. */
  async held() {
    writeFileSync(hold, '');
    const answered: string[] = [];
    const first = outcome('A').then((kind) => answered.push(`A ${kind}`));
    await untilWritten('A');
    const repeat = outcome('A').then((kind) => answered.push(`A again ${kind}`));
    await turns(200);
    const during = { ...seen(), answered: [...answered] };
    rmSync(hold);
    await Promise.all([first, repeat]);
    return { during, after: { ...seen(), answered } };
  },
  /** Something else is committed, and flushed, while the flush does not end: it has flushed the order as well. */
  async overtaken() {
    writeFileSync(hold, '');
    const first = outcome('A');
    await untilWritten('A');
    store.transact('note', () =>
      store.note({ atMs: Date.now(), chargeId: null, kind: 'replays_allowed', status: null, data: {} }),
    );
    const answer = await first;
    rmSync(hold);
    return { answer, ...seen() };
  },
  /** Many commits meet one flush that does not end: they share the next. */
  async crowded() {
    writeFileSync(hold, '');
    const flushesBefore = statSync(counted).size;
    const line = { chargeId: null, kind: 'replays_allowed', status: null, data: {} } as const;
    const written = Array.from({ length: 50 }, () =>
      store.transactSoon('note', () => store.note({ ...line, atMs: Date.now() })),
    );
    await turns(50);
    const waits = store.untilOnDisk() !== undefined;
    rmSync(hold);
    for (const { onDisk } of written) await onDisk;
    return {
      waits,
      waitsAfter: store.untilOnDisk() !== undefined,
      flushes: statSync(counted).size - flushesBefore,
      ...seen(),
    };
  },
  /** The disk fails, and goes on failing for a while. */
  async failing() {
    for (let each = 0; each < 40; each += 1) await outcome(`MORE-${each}`);
    const bytesBefore = logBytes();
    writeFileSync(fail, '');
    const while_ = [await outcome('A'), store.diskTrouble(), await outcome('B'), store.diskTrouble()];
    const during = heard().told.filter((each) => !each.startsWith('MORE'));
    rmSync(fail);
    const after = [await outcome('A'), await outcome('B'), store.diskTrouble()];
    const kinds = store.journal.since(0, 1000).map(({ kind }) => kind);
    return {
      while: while_,
      during,
      after,
      beganAnew: logBytes() < bytesBefore,
      everyLineTold: seqs.length === kinds.length && seqs.every((seq, index) => seq === index + 1),
    };
  },
  /** It is stopped while a flush is under way. */
  async closing() {
    writeFileSync(hold, '');
    const first = outcome('A');
    await untilWritten('A');
    store.close();
    rmSync(hold);
    return { answer: await first };
  },
};

const result = await scenarios[scenario]?.();
if (scenario !== 'closing') store.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
