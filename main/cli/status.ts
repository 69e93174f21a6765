import path from 'node:path';
import type { LaneState, StatusView } from '../contract/status.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';
import { describeRefusal } from './output.ts';
import { askShops, readShopList } from './shop-list.ts';

/**
 * `puente status [--json] [--all hosts.txt]`: exit 0 when charges can be taken now, 1 when the bridge runs but something wants a
 * person, 2 when it does not answer. With `--all` the worst of the shops decides.
 */
export const runStatus: Run = async (args) => {
  try {
    const { values } = readArguments(args, {
      json: { type: 'boolean' },
      data: { type: 'string' },
      all: { type: 'string' },
    });
    if (values.all !== undefined) return await showAll(path.resolve(values.all), values.json ?? false);
    const client = createBridgeClient(path.resolve(values.data ?? defaultDataFolder(process.env)), process.env);
    const answer = await client.call('GET', '/v1/status');
    if (answer.status !== 200) {
      process.stderr.write(`puente status: ${describeRefusal(answer)}\n`);
      return 2;
    }
    const view = answer.body as StatusView;
    process.stdout.write(values.json ? `${JSON.stringify(view)}\n` : describe(view, client.url()));
    return isWell(view) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof BridgeUnreachableError || error instanceof AnswerLostError))
      throw error;
    process.stderr.write(`puente status: ${error.message}\n`);
    return error instanceof UsageError ? 3 : 2;
  }
};

const isWell = (view: StatusView): boolean =>
  view.connection === 'online' && DISK_WORDS[view.disk.state] === undefined && view.queues.in_doubt === 0;

async function showAll(file: string, asJson: boolean): Promise<number> {
  const shops = await askShops(readShopList(file, process.env));
  const rows = shops.map(({ name, status, trouble }) =>
    status
      ? [
          name,
          DISK_WORDS[status.disk.state] ?? CONNECTION_WORDS[status.connection],
          String(status.queues.queued),
          String(status.queues.open),
          String(status.queues.in_doubt),
          String(status.alerts.length),
          status.versions.puente,
        ]
      : [name, `SIN RESPUESTA: ${trouble ?? ''}`],
  );
  const text = asJson ? JSON.stringify({ shops }) : table([COLUMNS, ...rows]);
  process.stdout.write(`${text}\n`);
  if (shops.some(({ status }) => status === undefined)) return 2;
  return shops.every(({ status }) => status !== undefined && isWell(status)) ? 0 : 1;
}

const COLUMNS = ['tienda', 'conexión', 'en fila', 'abiertos', 'en duda', 'alertas', 'versión'];

function table(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => (row.length === COLUMNS.length || column === 0 ? (row[column] ?? '').length : 0))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const CONNECTION_WORDS: Readonly<Record<StatusView['connection'], string>> = {
  online: 'en línea',
  offline: 'sin conexión',
  key_refused: 'clave rechazada',
  key_missing: 'falta la clave',
  replay_stopped: 'pide revisión',
};
/** Of a disk that takes no charges, however good the line is. */
const DISK_WORDS: Readonly<Partial<Record<StatusView['disk']['state'], string>>> = {
  full: 'disco lleno',
  read_only: 'disco sin escritura',
};
const LANE_WORDS: Readonly<Record<LaneState, string>> = {
  idle: 'libre',
  waiting: 'espera la conexión',
  busy: 'cobrando',
  held: 'detenida por un cobro en duda',
};

function describe(view: StatusView, url: string): string {
  const terminals = view.terminals.map(({ alias, state, charge, queued }) =>
    [
      `  ${alias}: ${LANE_WORDS[state]}`,
      ...(charge ? [charge.order_id, charge.next_step] : []),
      `en fila: ${queued}`,
    ].join('  '),
  );
  return [
    `Puente ${view.versions.puente} en ${url}${view.sandbox ? ' (Recurrente simulado)' : ''}`,
    `Conexión: ${CONNECTION_WORDS[view.connection]}. ${view.next_step}`,
    `En fila: ${view.queues.queued}  abiertos: ${view.queues.open}  en duda: ${view.queues.in_doubt}  alertas: ${view.alerts.length}`,
    ...terminals,
    ...view.alerts.map(({ message }) => `  ! ${message}`),
    '',
  ].join('\n');
}
