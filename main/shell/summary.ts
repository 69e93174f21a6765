import type { StatusView } from '../contract/status.ts';
import type { BridgeState } from './supervisor.ts';

/** What the tray shows at a glance: its picture, and one line of Spanish. */
export interface Summary {
  readonly mood: 'good' | 'attention' | 'stopped';
  readonly line: string;
}

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** The worst thing that holds, in the order in which a person should care. `isOthers`: of another user's bridge on this PC. */
export function summarize(bridge: BridgeState, status: StatusView | undefined, isOthers = false): Summary {
  if (isOthers) {
    const { mood, line } = status ? summarizeRunning(status) : { mood: 'stopped' as const, line: 'conectando…' };
    return { mood, line: `Puente de otro usuario: ${line}` };
  }
  switch (bridge.kind) {
    case 'starting':
      return { mood: 'stopped', line: 'Iniciando…' };
    case 'waiting':
      return { mood: 'stopped', line: 'El puente se detuvo; vuelve a iniciar solo' };
    case 'refused':
      return { mood: 'stopped', line: 'No pudo iniciar: abra la ventana' };
    case 'stopping':
    case 'stopped':
      return { mood: 'stopped', line: 'Detenido' };
    case 'running':
      return status ? summarizeRunning(status) : { mood: 'stopped', line: 'Iniciando…' };
  }
}

function summarizeRunning({ connection, queues, disk, sandbox }: StatusView): Summary {
  if (disk.state === 'full' || disk.state === 'read_only')
    return { mood: 'attention', line: 'No se puede guardar en el disco: no se aceptan cobros' };
  if (queues.in_doubt > 0) return { mood: 'attention', line: many(queues.in_doubt, 'cobro en duda', 'cobros en duda') };
  switch (connection) {
    case 'key_missing':
      return { mood: 'attention', line: 'Falta la clave de Recurrente' };
    case 'key_refused':
      return { mood: 'attention', line: 'Recurrente rechaza la clave' };
    case 'offline':
      return { mood: 'attention', line: 'Sin conexión: los cobros esperan' };
    case 'replay_stopped':
      return { mood: 'attention', line: 'Repeticiones detenidas: revise las alertas' };
    case 'online': {
      const prefix = sandbox ? 'Demostración: ' : '';
      if (queues.open > 0)
        return { mood: 'good', line: prefix + many(queues.open, 'cobro en terminal', 'cobros en terminal') };
      if (queues.queued > 0)
        return { mood: 'good', line: prefix + many(queues.queued, 'cobro en fila', 'cobros en fila') };
      return { mood: 'good', line: `${prefix}Listo para cobrar` };
    }
  }
}
