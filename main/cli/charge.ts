import { rmSync } from 'node:fs';
import path from 'node:path';
import { isFinal, type ChargeView } from '../contract/charge.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { writeFileAtomically } from '../write-file.ts';
import { readArguments, UsageError } from './arguments.ts';
import {
  AnswerLostError,
  BridgeUnreachableError,
  createBridgeClient,
  type BridgeAnswer,
  type BridgeClient,
} from './bridge-client.ts';
import type { Run } from './commands.ts';
import { FORMATS, formatAnswer, type Format } from './output.ts';

/** Exit codes of `puente charge` (design.md, "Rooms"): never 0 unless Recurrente said paid, never 1 while it might be. */
const EXIT = { paid: 0, notPaid: 1, inDoubt: 2, badInput: 3 } as const;

const OPTIONS = {
  order: { type: 'string' },
  amount: { type: 'string' },
  cents: { type: 'string' },
  currency: { type: 'string' },
  terminal: { type: 'string' },
  installments: { type: 'string' },
  description: { type: 'string' },
  'expires-in': { type: 'string' },
  replace: { type: 'boolean' },
  retry: { type: 'boolean' },
  wait: { type: 'boolean' },
  timeout: { type: 'string' },
  format: { type: 'string' },
  'result-file': { type: 'string' },
  data: { type: 'string' },
} as const;

/**
 * `puente charge --order X --amount 12.50 [--wait]`: for ERPs that can only start a program. Repeating it with the same order
 * is safe: it shows the charge as it stands. `--retry` makes a new attempt of an order that was not paid. However it ends, it
 * ends with an answer: Ctrl-C, a closed console, a bridge that hangs and a result file that cannot be written included.
 */
export const runCharge: Run = async (args) => {
  let format: Format = 'text';
  let resultFile: string | undefined;
  let known: object = {};
  const answer = (exitCode: number, body: object): number => {
    const text = formatAnswer(body, format);
    // The file first: a caller that looks at the exit code must find it complete.
    if (resultFile !== undefined) writeResult(resultFile, text);
    process.stdout.write(text);
    return exitCode;
  };
  // A caller that reads no output closes the pipe; the exit code is still the truth.
  process.stdout.on('error', () => undefined);
  const interrupted = (): never =>
    process.exit(
      answer(EXIT.inDoubt, {
        ...known,
        code: 'interrupted',
        detail:
          'Se dejó de esperar; si el cobro se pidió, sigue. No vuelva a cobrar: repita esta misma orden para saber.',
      }),
    );
  for (const signal of STOP_SIGNALS) process.on(signal, interrupted);

  let client: BridgeClient | undefined;
  let dataFolder = '';
  let order = '';
  try {
    const { values } = readArguments(args, OPTIONS);
    format = readFormat(values.format);
    if (values['result-file'] !== undefined) {
      clearResult(values['result-file']);
      resultFile = values['result-file'];
    }
    const untilMs = Date.now() + readSeconds(values.timeout ?? '300') * 1000;
    dataFolder = path.resolve(values.data ?? defaultDataFolder(process.env));
    order = values.order?.trim().normalize('NFC') ?? '';
    known = { order_id: order };
    client = createBridgeClient(dataFolder, process.env);
    let placed = await place(client, values, untilMs);
    if ('accepted' in placed && values.retry && placed.accepted.final && !placed.accepted.paid)
      placed = await retry(client, placed.accepted, untilMs);
    if ('refused' in placed) return answer(exitCodeOfRefusal(placed), placed.refused);
    known = placed.accepted;
    const final = values.wait
      ? await follow(client, placed.accepted, untilMs, (charge) => (known = charge))
      : placed.accepted;
    return answer(exitCodeOf(final), final);
  } catch (error) {
    if (error instanceof UsageError) return answer(EXIT.badInput, { code: 'usage', detail: error.message });
    if (error instanceof BridgeUnreachableError)
      return answerFromDisk(path.join(dataFolder, 'bridge.db'), order, answer);
    if (error instanceof AnswerLostError)
      return answer(EXIT.inDoubt, {
        ...known,
        code: 'answer_lost',
        detail: 'No vuelva a cobrar: repita esta misma orden para saber qué pasó.',
      });
    // A bug of ours must not read as "not paid".
    return answer(client ? EXIT.inDoubt : EXIT.badInput, {
      ...known,
      code: 'unexpected',
      detail: `Falló el comando (${error instanceof Error ? error.message : String(error)}). No vuelva a cobrar: repita esta misma orden para saber qué pasó.`,
    });
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, interrupted);
  }
};

/** Ctrl-C, Ctrl-Break, a console that is closed, an end asked for by the system. */
const STOP_SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
] as const;

/**
 * Makes sure, before anything is charged, that the result can be written, and takes away the result of an earlier sale: a caller
 * that reads it must not find that one.
 */
function clearResult(file: string): void {
  try {
    writeFileAtomically(file, '');
    rmSync(file);
  } catch (error) {
    throw new UsageError(
      `no se puede escribir --result-file ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)}): no se cobró nada. Elija otro archivo o revise los permisos`,
    );
  }
}

/** A result that cannot be written any more changes nothing of what the exit code says. */
function writeResult(file: string, text: string): void {
  try {
    writeFileAtomically(file, text);
  } catch (error) {
    process.stderr.write(`puente charge: no se pudo escribir ${file}: ${(error as Error).message}\n`);
  }
}

/** No bridge runs: what its database knows of this order, so that "not paid" is said only when it is so. */
async function answerFromDisk(
  file: string,
  order: string,
  answer: (exitCode: number, body: object) => number,
): Promise<number> {
  const { findOrderStatus } = await import('../store/inspect.ts');
  const status = findOrderStatus(file, order);
  if (status === undefined)
    return answer(EXIT.notPaid, {
      order_id: order,
      code: 'bridge_unreachable',
      detail: 'El puente no está abierto: no se cobró nada. Ábralo y repita.',
    });
  return answer(status !== 'unreadable' && status !== 'paid' && isFinal(status) ? EXIT.notPaid : EXIT.inDoubt, {
    order_id: order,
    status,
    code: 'bridge_unreachable',
    detail:
      'El puente no está abierto y esta orden ya se había pedido. No vuelva a cobrar: ábralo y repita esta misma orden para saber.',
  });
}

interface Refused {
  /** Where the refusal is about a charge, it shows it as it stands. */
  readonly refused: { readonly code?: string; readonly charge?: ChargeView };
  readonly httpStatus: number;
}
type Placed = { readonly accepted: ChargeView } | Refused;
const placed = ({ status, body }: BridgeAnswer): Placed =>
  status === 200 || status === 201
    ? { accepted: body as ChargeView }
    : { refused: body as Refused['refused'], httpStatus: status };

/** A refusal is bad input, unless the order may still be paid: it is with the terminal, or the bridge itself is in trouble. */
function exitCodeOfRefusal({ refused: { code }, httpStatus }: Refused): number {
  if (code === 'disk_full') return EXIT.notPaid;
  return httpStatus >= 500 || code === 'on_terminal' || code === 'still_verifying' ? EXIT.inDoubt : EXIT.badInput;
}

/** For a single call: what is left of the caller's patience, half a minute at most. */
const patienceMs = (untilMs: number): number => Math.max(1000, Math.min(30_000, untilMs - Date.now()));

async function place(
  client: BridgeClient,
  values: { readonly [K in keyof typeof OPTIONS]?: string | boolean | undefined },
  untilMs: number,
): Promise<Placed> {
  const whole = (name: 'cents' | 'installments' | 'expires-in'): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    if (!/^\d{1,12}$/.test(text)) throw new UsageError(`--${name} ${text}: debe ser un número entero`);
    return Number(text);
  };
  if (typeof values.order !== 'string') throw new UsageError('falta --order');
  const body = {
    order_id: values.order,
    amount: values.amount,
    amount_in_cents: whole('cents'),
    currency: values.currency,
    terminal: values.terminal,
    installments: whole('installments'),
    description: values.description,
    expires_in: whole('expires-in'),
    replace: values.replace,
  };
  const options = { headers: { 'X-Puente-Source': 'cli' }, timeoutMs: patienceMs(untilMs) };
  return placed(await client.call('POST', '/v1/charges', body, options));
}

/** A retry that comes second is no bad input: what was quicker (the cashier's key, a late approval) stands in the charge. */
async function retry(client: BridgeClient, charge: ChargeView, untilMs: number): Promise<Placed> {
  const path = `/v1/charges/${charge.id}/retry`;
  const answer = placed(await client.call('POST', path, undefined, { timeoutMs: patienceMs(untilMs) }));
  return 'refused' in answer && answer.refused.charge ? { accepted: answer.refused.charge } : answer;
}

/** Follows the charge to its end, or to the caller's time limit, which leaves the charge where it is. */
async function follow(
  client: BridgeClient,
  first: ChargeView,
  untilMs: number,
  seen: (charge: ChargeView) => void,
): Promise<ChargeView> {
  let charge = first;
  while (!isFinal(charge.status) && charge.status !== 'in_doubt' && Date.now() < untilMs) {
    const wait = Math.max(1, Math.min(30, Math.ceil((untilMs - Date.now()) / 1000)));
    const next = await lookAt(client, charge.id, wait);
    if (next) seen((charge = next));
    // The bridge is being restarted, or its key was changed; the charge is on its disk.
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return charge;
}

async function lookAt(client: BridgeClient, id: string, wait: number): Promise<ChargeView | undefined> {
  try {
    const path = `/v1/charges/${id}?wait=${wait}`;
    const { status, body } = await client.call('GET', path, undefined, { timeoutMs: (wait + 5) * 1000 });
    return status === 200 ? (body as ChargeView) : undefined;
  } catch (error) {
    if (error instanceof BridgeUnreachableError || error instanceof AnswerLostError) return undefined;
    throw error;
  }
}

function exitCodeOf(charge: ChargeView): number {
  if (charge.paid) return EXIT.paid;
  return charge.final ? EXIT.notPaid : EXIT.inDoubt;
}

function readFormat(text: string | undefined): Format {
  const format = FORMATS.find((each) => each === (text ?? 'text'));
  if (!format) throw new UsageError(`--format ${text ?? ''}: debe ser ${FORMATS.join(', ')}`);
  return format;
}

function readSeconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--timeout ${text}: debe ser un número de segundos`);
  return Number(text);
}
