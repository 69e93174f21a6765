import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type Ran } from './run-cli.ts';
import { openStandIn, type StandIn } from './stand-in.ts';

/** What `puente charge` makes of a refusal: 1 and 3 lead to a new charge, so they are never said while this order may be paid. */
let bridge: StandIn;
beforeEach(async () => {
  bridge = await openStandIn();
});
afterEach(() => bridge.close());

const POST = 'POST /v1/charges';
const LIST = 'GET /v1/charges';
const charge = (...more: readonly string[]): Promise<Ran> =>
  runCli(['charge', '--data', bridge.folder, '--order', 'F1', '--amount', '125.50', '--format', 'json', ...more]);
const ended = ({ exitCode, stdout }: Ran): [number | null, Record<string, unknown>] => [
  exitCode,
  JSON.parse(stdout) as Record<string, unknown>,
];
const view = (status: string, more: object = {}): Record<string, unknown> => ({
  id: 'c1',
  order_id: 'F1',
  status,
  final: ['paid', 'declined', 'cancelled'].includes(status),
  paid: status === 'paid',
  currency: 'GTQ',
  amount_in_cents: 12_550,
  terminal: { id: 'trm_1', alias: 'caja1' },
  ...more,
});
const refusal = (status: number, code: string, detail: string, more: object = {}) => ({
  status,
  body: { type: `urn:puente:problem:${code}`, title: code, status, code, detail, ...more },
});
const conflict = (differences: string, about?: object) =>
  refusal(
    409,
    'order_conflict',
    `La orden F1 ya existe con diferencias: ${differences}. Use otro número o envíe "replace": true si quiere cambiarla.`,
    about && { charge: about },
  );
const list = (...data: readonly object[]) => ({ status: 200, body: { data, next_cursor: null } });

describe('an order that exists with other data', () => {
  it('is answered as it stands when it is paid, for the same money', async () => {
    bridge.on(POST, conflict('terminal trm_1 → trm_2', view('paid')));
    const [exitCode, said] = ended(await charge());
    expect([exitCode, said.paid, said.order_id]).toEqual([0, true, 'F1']);
  });

  it.each([
    ['other money', 'amount Q 5.00 → Q 125.50', view('paid', { amount_in_cents: 500 })],
    ['another currency, told by the bridge alone', 'amount US$ 125.50 → Q 125.50', view('paid', { currency: 'USD' })],
    ['a sale of long ago', 'paid_at 2024-01-02 → 2026-01-02', view('paid')],
    ['no payment', 'terminal trm_1 → trm_2', view('declined')],
  ])('stays bad input when it ended with %s, and says what differs', async (_name, differences, about) => {
    bridge.on(POST, conflict(differences, about));
    const [exitCode, said] = ended(await charge());
    expect([exitCode, said.code]).toEqual([3, 'order_conflict']);
    expect(said.detail).toContain(differences);
  });

  it.each(['queued', 'sending', 'pending', 'dispatched', 'in_doubt'])(
    'is never bad input while it is %s: the words are not "use another number"',
    async (status) => {
      bridge.on(POST, conflict('amount Q 5.00 → Q 125.50', view(status, { amount_in_cents: 500 })));
      const [exitCode, said] = ended(await charge());
      expect([exitCode, said.code]).toEqual([2, 'order_conflict']);
      expect(said.detail).toContain('No vuelva a cobrar');
      expect(said.detail).toContain('Q 5.00');
      expect(said.detail).not.toContain('Use otro número');
    },
  );

  it('is waited for when it is open for the same money', async () => {
    bridge.on(POST, conflict('terminal trm_1 → trm_2', view('dispatched')));
    bridge.on('GET /v1/charges/c1', { status: 200, body: view('paid') });
    expect(ended(await charge())[0]).toBe(2);
    const [exitCode, said] = ended(await charge('--wait'));
    expect([exitCode, said.status]).toEqual([0, 'paid']);
  });

  it('is looked up where the refusal does not show it: it may be at another shop', async () => {
    bridge.on(POST, conflict('terminal trm_9 → trm_1'));
    bridge.on(LIST, list(view('pending')));
    expect(ended(await charge())[0]).toBe(2);
    bridge.on(LIST, refusal(503, 'hub_unreachable', 'La central no contesta'));
    expect(ended(await charge())[0]).toBe(2);
    bridge.on(LIST, list(view('paid')));
    expect(ended(await charge('--currency', 'GTQ'))[0]).toBe(0);
    // Nobody has said in what currency it was asked for.
    expect(ended(await charge())[0]).toBe(2);
    bridge.on(LIST, list(view('declined')));
    expect(ended(await charge())[0]).toBe(3);
    bridge.on(LIST, list());
    expect(ended(await charge())[0]).toBe(3);
  });

  it('--replace of a paid order asks again without it, and never takes an old sale for this one', async () => {
    const paid = refusal(409, 'already_paid', 'La orden F1 ya está pagada. No vuelva a cobrar.', {
      charge: view('paid'),
    });
    bridge.on(POST, paid, conflict('terminal trm_1 → trm_2', view('paid')));
    expect(ended(await charge('--replace'))[0]).toBe(0);
    expect(bridge.asked.map(({ body }) => (body as { replace?: boolean }).replace)).toEqual([true, undefined]);
    bridge.on(POST, paid, conflict('paid_at 2024-01-02 → 2026-01-02', view('paid')));
    expect(ended(await charge('--replace'))[0]).toBe(3);
  });
});

describe('a full disk', () => {
  const full = refusal(507, 'disk_full', 'No hay espacio en el disco.');

  it.each([
    ['open at the terminal', [view('dispatched')], 2],
    ['in doubt', [view('in_doubt')], 2],
    ['paid', [view('paid', { amount_in_cents: 500 })], 2],
    ['unpaid for good', [view('declined')], 1],
    ['nowhere', [], 1],
  ] as const)('of an order that is %s: %#', async (_name, known, exitCode) => {
    bridge.on(POST, full);
    bridge.on(LIST, list(...known));
    const [found, said] = ended(await charge('--replace'));
    expect([found, said.code]).toEqual([exitCode, 'disk_full']);
    expect(said.charge).toEqual(known[0]);
  });

  it('is not "not paid" where the order cannot be looked up', async () => {
    bridge.on(POST, full);
    for (const reply of [
      refusal(500, 'internal_error', 'x'),
      { status: 200, body: undefined },
      { status: 200, body: {} },
    ]) {
      bridge.on(LIST, reply);
      expect(ended(await charge('--replace'))[0]).toBe(2);
    }
  });

  it('of a retry is judged in the same way', async () => {
    bridge.on(POST, { status: 200, body: view('declined') });
    bridge.on('POST /v1/charges/c1/retry', full);
    bridge.on(LIST, list(view('declined')));
    expect(ended(await charge('--retry'))[0]).toBe(1);
    bridge.on(LIST, list(view('queued')));
    expect(ended(await charge('--retry'))[0]).toBe(2);
  });
});

it.each([
  ['bad input', refusal(422, 'invalid_request', 'x'), 3],
  ['a key that is wrong', refusal(401, 'unauthorized', 'x'), 3],
  ['a bridge in trouble', refusal(503, 'storage_unavailable', 'x'), 2],
  ['a bug of the bridge', refusal(500, 'internal_error', 'x'), 2],
  ['an answer that is none', { status: 200, body: 'null' }, 2],
  ['an answer of another program', { status: 200, body: '<html>' }, 2],
] as const)('%s', async (_name, reply, exitCode) => {
  bridge.on(POST, reply);
  expect(ended(await charge())[0]).toBe(exitCode);
});

/** The result of an earlier sale must not stand where the caller looks for this one's. */
describe('a command line that makes no sense', () => {
  const EARLIER = '[puente]\r\norder_id=FX1\r\npaid=true\r\n';

  it.each([
    ['a space without quotes', ['--description', 'Venta', 'mostrador', '--result-file', 'F', '--format', 'ini'], 'ini'],
    ['a format in capitals', ['--result-file', 'F', '--format', 'INI'], 'ini'],
    ['a format that is none', ['--format', 'xml', '--result-file=F'], 'text'],
    ['in one word', ['--amuont', '5', '--result-file=F', '--format=json'], 'json'],
    ['a value that is missing before it', ['--description', '--result-file', 'F', '--format', 'json'], 'json'],
    ['a time that is none', ['--timeout', 'soon', '--result-file', 'F', '--format', 'json'], 'json'],
    ['after the end of the options', ['--', '--result-file', 'F', '--format', 'json'], 'json'],
  ])('leaves its own result in the file: %s', async (_name, args, format) => {
    const file = path.join(bridge.folder, 'pago.txt');
    writeFileSync(file, EARLIER);
    bridge.on(POST, { status: 201, body: view('queued') });
    const given = args.map((word) => (word === 'F' ? file : word.replace(/=F$/, `=${file}`)));
    const ran = await runCli(['charge', '--data', bridge.folder, '--order', 'FX2', '--amount', '5', ...given]);
    expect(ran.exitCode).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe(ran.stdout);
    expect(ran.stdout).toMatch(
      { ini: /^\[puente\]\r\ncode=usage\r\n/, text: /^code=usage\r\n/, json: /^\{"code":"usage"/ }[format] ?? /never/,
    );
    expect(bridge.asked).toEqual([]);
  });

  it('takes no option for the name of the file', async () => {
    const ran = await runCli(['charge', '--data', bridge.folder, '--order', 'F1', '--result-file', '--wait']);
    expect([ran.exitCode, ran.stdout]).toEqual([3, expect.stringContaining('--result-file necesita un valor')]);
  });
});
