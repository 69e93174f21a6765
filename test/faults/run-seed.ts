import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import type { ChargeView } from '../../main/contract/charge.ts';
import { createRandom } from '../../main/recurrente/sandbox/random.ts';
import { startSandbox, type Sandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import { inspectDatabase } from '../../main/store/inspect.ts';
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
  /** The longest that this process, and with it the simulated Recurrente, stood still: beyond a second it proves little. */
  readonly stalledMs: number;
  readonly broken: readonly string[];
}

const TERMINALS = ['trm_1', 'trm_2', 'trm_3'];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One shop's bad day: the real `serve` process, every fault at Recurrente, SIGKILL at random and at named steps, then calm and a reckoning. */
export async function runSeed({ seed, charges, log = () => undefined }: RunOptions): Promise<RunOutcome> {
  const random = createRandom(seed);
  const stalls = monitorEventLoopDelay({ resolution: 20 });
  stalls.enable();
  const folder = mkdtempSync(path.join(tmpdir(), `puente-faults-${seed}-`));
  const behaviour = drawBehaviour(random);
  const sandbox = await startSandbox({
    seed,
    terminals: TERMINALS.map((id) => ({ id })),
    behaviour,
    customer: {
      mode: 'scripted',
      script: {
        // Well beyond the replay window below: this machine's own stalls delay requests as no fault in the plan does.
        thinkMs: [2300, 3000],
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
  let personsAsked = 0;
  let calm = false;
  let ended = false;
  const accepted = new Set<string>();
  const erp = createErp(() => bridge?.url ?? 'http://127.0.0.1:1');

  async function keepRunning(): Promise<void> {
    while (!ended) {
      const failpoint =
        calm || random() < 0.4
          ? undefined
          : `${FAILPOINTS[Math.floor(random() * FAILPOINTS.length)]}@${1 + Math.floor(random() * 12)}`;
      bridge = await startServe(['--data', folder, '--port', '0'], {
        RECURRENTE_SECRET_KEY: 'sk_test_puente_sandbox',
        PUENTE_API_KEY: API_KEY,
        ...(failpoint ? { PUENTE_FAILPOINT: failpoint } : {}),
      });
      const running = bridge;
      if (running && !calm) {
        const lifeMs = 1500 + random() * 9000;
        void pause(lifeMs).then(() => {
          if (!calm && running.child.exitCode === null) running.kill();
        });
      }
      const end = running ? await running.gone : 'SIGKILL';
      if (end === 'SIGKILL') kills += 1;
      else if (!ended) throw new Error(`the bridge ended by itself: ${end}`);
    }
  }

  const keeping = keepRunning();
  keeping.catch(() => undefined);
  const placing = Promise.all(
    Array.from({ length: charges }, async (_, index) => {
      await pause(random() * charges * 250);
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
    await pause(1000);
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
  if (accepted.size !== charges) broken.push(`${charges - accepted.size} orders were never answered`);
  const { sound, broken: chain } = inspectDatabase(path.join(folder, 'bridge.db'));
  if (!sound || chain) broken.push(`database: sound ${sound}, chain ${chain ?? 'holds'}`);
  const faults = sandbox.log.filter((line) => line.kind === 'fault').length;
  await sandbox.stop();
  stalls.disable();
  const stalledMs = Math.round(stalls.max / 1e6);
  if (broken.length === 0) rmSync(folder, { recursive: true, force: true });
  return {
    seed,
    accepted: accepted.size,
    paid: countPayments(sandbox.log).size,
    kills,
    faults,
    personsAsked,
    stalledMs,
    broken,
  };
}

const configFor = (url: string): object => ({
  recurrente: { baseUrl: url, timeoutMs: 700 },
  terminals: TERMINALS.map((id, index) => ({ id, alias: `caja${index + 1}`, name: `Caja ${index + 1}` })),
  externalIdPrefix: 'faults',
  queue: { pollMs: 100, minPaymentMs: 1000, patienceSeconds: 8, expireAfterMinutes: 60 },
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
  const found = new Map<string, ChargeView>();
  for (const order of orders) {
    const charge = await erp.insist(
      () => erp.find(order),
      () => false,
    );
    if (charge) found.set(order, charge);
  }
  return found;
}

async function untilSettled(
  erp: Erp,
  orders: ReadonlySet<string>,
  log: (line: string) => void,
): Promise<Map<string, ChargeView>> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const found = await readAll(erp, orders);
    const open = [...found.values()].filter(isOpen);
    if (open.length === 0) return found;
    if (Date.now() > deadline) {
      log(`still open: ${open.map((charge) => `${charge.order_id} ${charge.status}`).join(', ')}`);
      return found;
    }
    await pause(500);
  }
}

/** Waits until the bridge and Recurrente agree, or until they have had a minute to. */
async function untilAgreed(
  erp: Erp,
  orders: ReadonlySet<string>,
  found: Map<string, ChargeView>,
  sandbox: Sandbox,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    for (const [order, charge] of await readAll(erp, orders)) found.set(order, charge);
    const settled = ![...found.values()].some(isOpen);
    if ((settled && findBrokenPromises(orders, found, sandbox.log).length === 0) || Date.now() > deadline) return;
    await pause(1000);
  }
}
