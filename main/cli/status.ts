import path from 'node:path';
import type { StatusView } from '../contract/status.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { readArguments, UsageError } from './arguments.ts';
import { AnswerLostError, BridgeUnreachableError, createBridgeClient } from './bridge-client.ts';
import type { Run } from './commands.ts';

/** `puente status [--json]`: exit 0 when charges can be taken now, 1 when the bridge runs but something wants a person, 2 when it does not answer. */
export const runStatus: Run = async (args) => {
  try {
    const { values } = readArguments(args, { json: { type: 'boolean' }, data: { type: 'string' } });
    const client = createBridgeClient(path.resolve(values.data ?? defaultDataFolder(process.env)), process.env);
    const { status, body } = await client.call('GET', '/v1/status');
    if (status !== 200) {
      process.stderr.write(`puente status: ${JSON.stringify(body)}\n`);
      return 2;
    }
    const view = body as StatusView;
    process.stdout.write(values.json ? `${JSON.stringify(view)}\n` : describe(view, client.url));
    return view.connection === 'online' && view.queues.in_doubt === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof BridgeUnreachableError || error instanceof AnswerLostError))
      throw error;
    process.stderr.write(`puente status: ${error.message}\n`);
    return error instanceof UsageError ? 3 : 2;
  }
};

function describe(view: StatusView, url: string): string {
  const terminals = view.terminals.map(
    (each) =>
      `  ${each.alias}  ${each.state}  ${each.charge ? `${each.charge.order_id} ${each.charge.status}` : ''}  en fila: ${each.queued}`,
  );
  return [
    `Puente ${view.versions.puente} en ${url}${view.sandbox ? ' (Recurrente simulado)' : ''}`,
    `Conexión: ${view.connection}. ${view.next_step}`,
    `En fila: ${view.queues.queued}  abiertos: ${view.queues.open}  en duda: ${view.queues.in_doubt}  alertas: ${view.alerts.length}`,
    ...terminals,
    '',
  ].join('\n');
}
