import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient, type BridgeClient } from './bridge-client.ts';
import { follow, place, retry, type OrderBody } from './charge-calls.ts';
import { EXIT, exitCodeOf } from './charge-exits.ts';
import { readClosedBridge } from './closed-bridge.ts';
import type { Run } from './commands.ts';
import { FORMATS, formatAnswer } from './output.ts';
import { judgeRefusal } from './refusal.ts';
import { clearResult, findResultPlace, writeResult } from './result-file.ts';

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
  const { file, format } = findResultPlace(args);
  let resultFile: string | undefined;
  let known: object = {};
  const answer = (exitCode: number, body: object): number => {
    const text = formatAnswer(body, format);
    // The file first: a caller that looks at the exit code must find it complete.
    if (resultFile !== undefined) writeResult(resultFile, text);
    process.stdout.write(text);
    return exitCode;
  };
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
    // Before all else: whatever is wrong with the rest, an earlier sale's result must not be read as this one's.
    if (file !== undefined) clearResult(file);
    resultFile = file;
    const { values } = readArguments(args, OPTIONS);
    checkFormat(values.format);
    const untilMs = Date.now() + readSeconds(values.timeout ?? '300') * 1000;
    if (values.data === '') throw new UsageError('--data está vacía: escriba la carpeta de datos');
    dataFolder = path.resolve(values.data ?? defaultDataFolder(process.env));
    order = values.order?.trim().normalize('NFC') ?? '';
    known = { order_id: order };
    client = createBridgeClient(dataFolder, process.env);
    const body = readOrder(values);
    let placed = await place(client, body, untilMs);
    if ('accepted' in placed && values.retry && placed.accepted.final && !placed.accepted.paid)
      placed = await retry(client, placed.accepted, untilMs);
    const judged = 'refused' in placed ? await judgeRefusal(client, placed, body, untilMs) : placed;
    if ('exitCode' in judged) return answer(judged.exitCode, judged.body);
    known = judged.accepted;
    const final = values.wait
      ? await follow(client, judged.accepted, untilMs, (charge) => (known = charge))
      : judged.accepted;
    return answer(exitCodeOf(final), final);
  } catch (error) {
    if (error instanceof UsageError) return answer(EXIT.badInput, { code: 'usage', detail: error.message });
    if (error instanceof BridgeUnreachableError) {
      const { exitCode, body } = await readClosedBridge(dataFolder, order);
      return answer(exitCode, body);
    }
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

/** What the bridge is asked for. Numbers are read here, all else is left to the bridge, which names every fault. */
function readOrder(values: { readonly [K in keyof typeof OPTIONS]?: string | boolean | undefined }): OrderBody {
  const whole = (name: 'cents' | 'installments' | 'expires-in'): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    if (!/^\d{1,12}$/.test(text)) throw new UsageError(`--${name} ${text}: debe ser un número entero`);
    return Number(text);
  };
  const text = (name: keyof typeof OPTIONS): string | undefined =>
    typeof values[name] === 'string' ? values[name] : undefined;
  const order = text('order');
  if (order === undefined) throw new UsageError('falta --order');
  // What another encoding makes of every letter that is no ASCII: two orders would be one, and the second "paid" already.
  if (order.includes('\uFFFD'))
    throw new UsageError(`--order ${order}: llegó con letras ilegibles; envíe el número en UTF-8 o sin acentos`);
  return {
    order_id: order,
    amount: text('amount'),
    amount_in_cents: whole('cents'),
    currency: text('currency'),
    terminal: text('terminal'),
    installments: whole('installments'),
    description: text('description'),
    expires_in: whole('expires-in'),
    replace: values.replace === true ? true : undefined,
  };
}

function checkFormat(text: string | undefined): void {
  if (text !== undefined && !FORMATS.some((each) => each === text))
    throw new UsageError(`--format ${text}: debe ser ${FORMATS.join(', ')}`);
}

function readSeconds(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--timeout ${text}: debe ser un número de segundos`);
  return Number(text);
}
