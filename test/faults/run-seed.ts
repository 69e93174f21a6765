import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChargeView } from '../../main/contract/charge.ts';
import { createRandom } from '../../main/recurrente/sandbox/random.ts';
import { startSandbox, type Sandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { inspectDatabase } from '../../main/store/inspect.ts';
import { createAttendedClock } from './attended-clock.ts';
import { startServe, type BridgeProcess } from './bridge-process.ts';
import { drawBehaviour, FAILPOINTS, planFaults } from './plan.ts';
import { API_KEY, createErp, isOpen, type Erp } from './shop.ts';
import { countPayments, findBrokenPromises } from './verdicts.ts';

export interface RunOptions {
  readonly seed: number;
  readonly charges: number;
  readonly log?: (line: string) => void;
}
export interface RunOutcome {
  readonly seed: number;
  readonly accepted: number;
  readonly paid: number;
  readonly kills: number;
  readonly faults: number;
  readonly personsAsked: number;
  /** How often the bridge's process was frozen for a while in the middle of its work. */
  readonly freezes: number;
  /** Time that this process stood still, left out of the simulated Recurrente's world. */
  readonly unattendedMs: number;
  readonly broken: readonly string[];
}

const TERMINALS = ['trm_1', 'trm_2', 'trm_3'];
/** Ms of the day for each charge; three terminals take longer, so that there is always a queue. */
const PACE_MS = 200;
const BURST = 6;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One shop's bad day: the real `serve` process, every fault at Recurrente, SIGKILL at random and at named steps, then calm and a reckoning. */
export async function runSeed({ seed, charges, log = () => undefined }: RunOptions): Promise<RunOutcome> {
  const random = createRandom(seed);
  const clock = createAttendedClock();
  const folder = mkdtempSync(path.join(tmpdir(), `puente-faults-${seed}-`));
  const behaviour = drawBehaviour(random);
  const sandbox = await startSandbox({
    seed,
    clock,
    terminals: TERMINALS.map((id) => ({ id })),
    behaviour,
    customer: {
      mode: 'scripted',
      script: {
        // No card is quicker than `minPaymentMs` below, which is what the bridge counts on (design decision 6).
        thinkMs: [1200, 1700],
        decline: 0.15,
        cancel: 0.04,
        walkAway: 0.04,
        tip: 0.15,
        lateApproval: 0.15,
        lateApprovalMs: 2500,
      },
    },
  });
  planFaults(sandbox.faults, behaviour.afterConsumed ?? 'existing');
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(configFor(sandbox.url)));

  let bridge: BridgeProcess | undefined;
  let kills = 0;
  let freezes = 0;
  let personsAsked = 0;
  let calm = false;
  let ended = false;
  const env = {
    RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox',
    PUENTE_API_KEY: API_KEY,
    // Fifty starts a run: the code is compiled once, by a bridge that ends in order and so can keep what it compiled.
    NODE_COMPILE_CACHE: path.join(folder, 'compile-cache'),
  };
  await (await startServe(['--data', folder, '--port', '0'], env))?.stop();
  const accepted = new Set<string>();
  const erp = createErp(() => bridge?.url ?? 'http://127.0.0.1:1');

  async function keepRunning(): Promise<void> {
    while (!ended) {
      const failpoint =
        calm || random() < 0.4
          ? undefined
          : `${FAILPOINTS[Math.floor(random() * FAILPOINTS.length)]}@${1 + Math.floor(random() * 12)}`;
      bridge = await startServe(['--data', folder, '--port', '0'], {
        ...env,
        ...(failpoint ? { PUENTE_FAILPOINT: failpoint } : {}),
      });
      const running = bridge;
      if (running && !calm) {
        const lifeMs = 1500 + random() * 9000;
        if (random() < 0.3) void freeze(running, random() * lifeMs, 300 + random() * 1500);
        void pause(lifeMs).then(() => {
          if (!calm && running.child.exitCode === null) running.kill();
        });
      }
      const end = running ? await running.gone : 'SIGKILL';
      if (end === 'SIGKILL') kills += 1;
      else if (!ended) throw new Error(`the bridge ended by itself: ${end}`);
    }
  }

  /** Not run for a while, wherever it is: a busy PC, a virus scanner, a lid that was closed for a moment. */
  async function freeze({ child }: BridgeProcess, afterMs: number, ms: number): Promise<void> {
    await pause(afterMs);
    if (calm || child.exitCode !== null || !child.kill('SIGSTOP')) return;
    freezes += 1;
    await pause(ms);
    child.kill('SIGCONT');
  }

  const keeping = keepRunning();
  keeping.catch(() => undefined);
  let burstAt = 0;
  const placing = Promise.all(
    Array.from({ length: charges }, async (_, index) => {
      // Some come alone and some in bursts, which share a commit.
      await pause(
        (index % BURST === 0 ? (burstAt = random()) : random() < 0.5 ? burstAt : random()) * charges * PACE_MS,
      );
      const order = {
        order_id: `F${index}`,
        amount_in_cents: 500 + Math.floor(random() * 90_000),
        terminal: TERMINALS[index % 3] ?? 'trm_1',
      };
      if (await erp.order(order, () => ended)) accepted.add(order.order_id);
      // An impatient ERP asks again for the very same order.
      if (random() < 0.2) await erp.order(order, () => ended);
    }),
  );
  const person = (async () => {
    while (!ended) {
      await pause(700);
      personsAsked += await actAsPerson(erp, sandbox, random).catch(() => 0);
    }
  })();
  await placing;
  // The bad day goes on until nearly every charge has had its turn under it.
  const chaosUntilMs = Date.now() + charges * 3000;
  while (Date.now() < chaosUntilMs) {
    const open = [...(await readAll(erp, accepted)).values()].filter(isOpen).length;
    if (open <= charges * 0.05) break;
    await pause(1500);
  }
  log(`seed ${seed}: ${accepted.size} accepted, ${kills} kills so far`);

  // Calm: no more faults or kills; everything that was accepted must come to an end that agrees with Recurrente.
  calm = true;
  sandbox.faults.clear();
  const found = await untilSettled(erp, accepted, log);
  // Late approvals after the last decline reach the watch within seconds.
  await untilAgreed(erp, accepted, found, sandbox);
  ended = true;
  await person;
  await bridge?.stop();
  await keeping;
  const broken = findBrokenPromises(accepted, found, sandbox.log);
  const stillOpen = [...found.values()].filter(isOpen).length;
  if (stillOpen > 0) broken.push(`${stillOpen} charges never came to an end`);
  if (accepted.size !== charges) broken.push(`${charges - accepted.size} orders were never answered`);
  const { sound, broken: chain } = inspectDatabase(path.join(folder, 'bridge.db'));
  if (!sound || chain) broken.push(`database: sound ${sound}, chain ${chain ?? 'holds'}`);
  const faults = sandbox.log.filter((line) => line.kind === 'fault').length;
  await sandbox.stop();
  clock.stop();
  if (broken.length === 0) rmSync(folder, { recursive: true, force: true });
  return {
    seed,
    accepted: accepted.size,
    paid: countPayments(sandbox.log).size,
    kills,
    faults,
    personsAsked,
    freezes,
    unattendedMs: clock.unattendedMs(),
    broken,
  };
}

const configFor = (url: string): object => ({
  recurrente: { baseUrl: url, timeoutMs: 700 },
  terminals: TERMINALS.map((id, index) => ({ id, alias: `caja${index + 1}`, name: `Caja ${index + 1}` })),
  externalIdPrefix: 'faults',
  queue: { pollMs: 150, minPaymentMs: 1000, patienceSeconds: 8, expireAfterMinutes: 60 },
});

/** What a careful cashier does: retries what was declined, and looks at the terminal before saying that something was not paid. */
async function actAsPerson(erp: Erp, sandbox: Sandbox, random: () => number): Promise<number> {
  let asked = 0;
  for (const charge of await erp.listBy('in_doubt')) {
    const external = new Set(charge.attempts.map((attempt) => attempt.external_id));
    const showing = TERMINALS.find((id) => external.has(sandbox.terminal(id).charge()?.externalId ?? ''));
    if (showing) sandbox.terminal(showing).cancel();
    else if (!sandbox.log.some((line) => line.kind === 'payment' && external.has(line.external_id))) {
      const open = sandbox.state.commands.some(
        (command) => external.has(command.externalId) && command.status === 'pending',
      );
      if (!open)
        await erp.call('POST', `/v1/charges/${charge.id}/resolve`, {
          outcome: 'not_paid',
          note: 'la terminal está libre',
          name: 'Ana',
        });
      asked += 1;
    }
  }
  for (const charge of await erp.listBy('declined,failed,cancelled,superseded'))
    if (charge.attempts.length < 3 && random() < 0.15) await erp.call('POST', `/v1/charges/${charge.id}/retry`);
  return asked;
}

async function readAll(erp: Erp, orders: ReadonlySet<string>): Promise<Map<string, ChargeView>> {
  const all = await erp.insist(erp.findAll, () => false);
  return new Map([...(all ?? [])].filter(([order]) => orders.has(order)));
}

async function untilSettled(
  erp: Erp,
  orders: ReadonlySet<string>,
  log: (line: string) => void,
): Promise<Map<string, ChargeView>> {
  // A busy machine may take long for a queue of hundreds: only one that stands still is given up.
  let fewest = Number.POSITIVE_INFINITY;
  let deadline = 0;
  for (;;) {
    const found = await readAll(erp, orders);
    const open = [...found.values()].filter(isOpen);
    if (open.length === 0) return found;
    if (open.length < fewest) {
      fewest = open.length;
      deadline = Date.now() + 180_000;
    }
    if (Date.now() > deadline) {
      log(`still open: ${open.map((charge) => `${charge.order_id} ${charge.status}`).join(', ')}`);
      return found;
    }
    await pause(800);
  }
}

/** Waits until the bridge and Recurrente agree, or until they have had the time to: the watch may look once a minute by then. */
async function untilAgreed(
  erp: Erp,
  orders: ReadonlySet<string>,
  found: Map<string, ChargeView>,
  sandbox: Sandbox,
): Promise<void> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    for (const [order, charge] of await readAll(erp, orders)) found.set(order, charge);
    const settled = ![...found.values()].some(isOpen);
    if ((settled && findBrokenPromises(orders, found, sandbox.log).length === 0) || Date.now() > deadline) return;
    await pause(1000);
  }
}
