import type { ChargeView } from '../../main/contract/charge.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import type { WebhooksView } from '../../main/contract/webhooks.ts';
import { startSandbox } from '../../main/recurrente/sandbox/sandbox.ts';
import type { Bench } from './bench.ts';
import { nextOrder } from './charge.ts';
import { createErp, type Erp } from './erp.ts';
import { createRows, pause, type CaseResult } from './figures.ts';
import { AUTHORIZED, startServe } from './processes.ts';
import { openStream } from './stream.ts';

const TERMINALS = ['trm_1'];
const POLLS_MS = [1000, 400];
const nowMs = (): number => performance.timeOrigin + performance.now();

/** News: a webhook's delivery to the event stream, and the tap on "approve" to the answer of a long poll with polling alone. */
export async function benchNews(bench: Bench): Promise<CaseResult> {
  const { add, rows } = createRows();
  const samples = bench.quick ? 2 : 12;
  for (const ms of await timeWebhooks(bench, samples)) add('webhook delivered → SSE', 'ms', ms);
  for (const pollMs of POLLS_MS)
    for (const ms of await timeLongPolls(bench, samples, pollMs))
      add(`approve → long poll, pollMs ${pollMs}`, 'ms', ms);
  return {
    title: 'News',
    rows: rows(),
    notes: [
      'The webhook counts from the moment at which Recurrente begins to deliver it; the bridge reads the checkout before it answers.',
      'With polling alone, half of pollMs on average is the wait for the next look.',
    ],
  };
}

async function timeWebhooks(bench: Bench, samples: number): Promise<number[]> {
  let deliveredMs = 0;
  const recurrente = await startSandbox({
    seed: 1,
    terminals: TERMINALS.map((id) => ({ id })),
    behaviour: { webhooksWithTestKey: true, webhookUrls: 'any' },
    deliver: (...request) => {
      deliveredMs = nowMs();
      return fetch(...request);
    },
  });
  recurrente.webhooks.options.twins = false;
  const bridge = await startServe({
    cli: bench.cli,
    folder: bench.newFolder('news'),
    recurrente: recurrente.url,
    terminals: TERMINALS,
    pollMs: 30_000,
  });
  const stream = await openStream(bridge.url);
  try {
    const erp = createErp(bridge.url);
    await erp.untilOnline();
    await openDoor(bridge.url, erp, (url) => {
      const endpoint = recurrente.core.registerEndpoint({ url, description: 'bench' });
      if (!('id' in endpoint)) throw new Error('the simulated Recurrente refused the endpoint');
      return recurrente.webhooks.secret(endpoint.id);
    });
    const taken: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const charge = await erp.place({ ...nextOrder(), terminal: 'caja1' });
      while (recurrente.terminal('trm_1').charge()?.status !== 'dispatched') await pause(10);
      const paid = stream.paid(charge.id);
      recurrente.terminal('trm_1').approve();
      taken.push((await paid) - deliveredMs);
    }
    return taken;
  } finally {
    stream.close();
    await bridge.stop();
    await recurrente.stop();
  }
}

/** Opens the door for webhooks as the settings do, and tells the bridge the secret that `register` gets. */
async function openDoor(url: string, erp: Erp, register: (door: string) => string): Promise<void> {
  const post = async (at: string, body: object): Promise<void> => {
    const answer = await fetch(url + at, {
      method: 'POST',
      headers: { ...AUTHORIZED, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  };
  const { revision, config } = await erp.get<SettingsView>('/v1/settings');
  await post('/v1/settings', { revision, config: { ...config, webhooks: { enabled: true, port: 0 } } });
  for (;;) {
    const { listening, local_url: base, path } = await erp.get<WebhooksView>('/v1/webhooks');
    if (listening) return post('/v1/webhooks/secrets', { secret: register(base + path) });
    await pause(20);
  }
}

async function timeLongPolls(bench: Bench, samples: number, pollMs: number): Promise<number[]> {
  const recurrente = await startSandbox({ seed: 1, terminals: TERMINALS.map((id) => ({ id })) });
  const bridge = await startServe({
    cli: bench.cli,
    folder: bench.newFolder('news'),
    recurrente: recurrente.url,
    terminals: TERMINALS,
    pollMs,
  });
  try {
    const erp = createErp(bridge.url);
    await erp.untilOnline();
    const taken: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      const { id } = await erp.place({ ...nextOrder(), terminal: 'caja1' });
      while (recurrente.terminal('trm_1').charge()?.status !== 'dispatched') await pause(10);
      const answered = untilPaid(erp, id);
      // Taps fall evenly over the time between two looks.
      await pause(pollMs + (pollMs * sample) / samples);
      const tappedMs = nowMs();
      recurrente.terminal('trm_1').approve();
      taken.push((await answered) - tappedMs);
    }
    return taken;
  } finally {
    await bridge.stop();
    await recurrente.stop();
  }
}

/** Waits as an ERP does, one long poll after the other; resolves with the moment of the answer that says paid. */
async function untilPaid(erp: Erp, id: string): Promise<number> {
  for (;;) if ((await erp.get<ChargeView>(`/v1/charges/${id}?wait=30`)).paid) return nowMs();
}
