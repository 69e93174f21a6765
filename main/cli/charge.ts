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
 * is safe: it shows the charge as it stands. `--retry` makes a new attempt of an order that was not paid.
 */
export const runCharge: Run = async (args) => {
  let format: Format = 'text';
  let resultFile: string | undefined;
  const answer = (exitCode: number, body: object): number => {
    const text = formatAnswer(body, format);
    // The file first: a caller that looks at the exit code must find it complete.
    if (resultFile) writeFileAtomically(resultFile, text);
    process.stdout.write(text);
    return exitCode;
  };
  try {
    const { values } = readArguments(args, OPTIONS);
    format = readFormat(values.format);
    resultFile = values['result-file'];
    const timeoutSeconds = readSeconds(values.timeout ?? '300');
    const client = createBridgeClient(path.resolve(values.data ?? defaultDataFolder(process.env)), process.env);
    let charge = await place(client, values);
    if ('refused' in charge) return answer(EXIT.badInput, charge.refused as object);
    if (values.retry && charge.accepted.final && !charge.accepted.paid) charge = await retry(client, charge.accepted);
    if ('refused' in charge) return answer(EXIT.badInput, charge.refused as object);
    const final = values.wait ? await follow(client, charge.accepted, timeoutSeconds, answer) : charge.accepted;
    return answer(exitCodeOf(final), final);
  } catch (error) {
    if (error instanceof UsageError) return answer(EXIT.badInput, { code: 'usage', detail: error.message });
    if (error instanceof BridgeUnreachableError)
      return answer(EXIT.notPaid, {
        code: 'bridge_unreachable',
        detail: 'El puente no está abierto: no se cobró nada. Ábralo y repita.',
      });
    if (error instanceof AnswerLostError)
      return answer(EXIT.inDoubt, {
        code: 'answer_lost',
        detail: 'No vuelva a cobrar: repita esta misma orden para saber qué pasó.',
      });
    throw error;
  }
};

type Placed = { readonly accepted: ChargeView } | { readonly refused: unknown };
const placed = ({ status, body }: BridgeAnswer): Placed =>
  status === 200 || status === 201 ? { accepted: body as ChargeView } : { refused: body };

async function place(
  client: BridgeClient,
  values: { readonly [K in keyof typeof OPTIONS]?: string | boolean | undefined },
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
  return placed(await client.call('POST', '/v1/charges', body, { 'X-Puente-Source': 'cli' }));
}

const retry = async (client: BridgeClient, charge: ChargeView): Promise<Placed> =>
  placed(await client.call('POST', `/v1/charges/${charge.id}/retry`));

/** Follows the charge to its end. Ctrl-C and the time limit leave the charge where it is, and say so. */
async function follow(
  client: BridgeClient,
  first: ChargeView,
  timeoutSeconds: number,
  answer: (exitCode: number, body: object) => number,
): Promise<ChargeView> {
  let charge = first;
  const untilMs = Date.now() + timeoutSeconds * 1000;
  process.on('SIGINT', () =>
    process.exit(
      answer(EXIT.inDoubt, {
        ...charge,
        detail: 'Se dejó de esperar; el cobro sigue. Repita esta misma orden para saber qué pasó.',
      }),
    ),
  );
  while (!isFinal(charge.status) && charge.status !== 'in_doubt' && Date.now() < untilMs) {
    const wait = Math.max(1, Math.min(30, Math.ceil((untilMs - Date.now()) / 1000)));
    try {
      const reply = await client.call('GET', `/v1/charges/${charge.id}?wait=${wait}`);
      if (reply.status === 200) charge = reply.body as ChargeView;
    } catch (error) {
      if (!(error instanceof BridgeUnreachableError || error instanceof AnswerLostError)) throw error;
      // The bridge is being restarted; the charge is on its disk.
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return charge;
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
