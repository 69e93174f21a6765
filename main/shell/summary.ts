import type { Lang } from '../contract/faults.ts';
import type { StatusView } from '../contract/status.ts';
import type { BridgeState } from './supervisor.ts';

/** What the tray shows at a glance: its picture, and one line. */
export interface Summary {
  readonly mood: 'good' | 'attention' | 'stopped';
  readonly line: string;
}

const WORDS = {
  es: {
    others: (line: string) => `Puente de otro usuario: ${line}`,
    connecting: 'conectando…',
    starting: 'Iniciando…',
    waiting: 'El puente se detuvo; vuelve a iniciar solo',
    refused: 'No pudo iniciar: abra la ventana',
    stopped: 'Detenido',
    disk: 'No se puede guardar en el disco: no se aceptan cobros',
    inDoubt: ['cobro en duda', 'cobros en duda'],
    keyMissing: 'Falta la clave de Recurrente',
    keyRefused: 'Recurrente rechaza la clave',
    offline: 'Sin conexión: los cobros esperan',
    replays: 'Repeticiones detenidas: revise las alertas',
    sandbox: 'Demostración: ',
    open: ['cobro en terminal', 'cobros en terminal'],
    queued: ['cobro en fila', 'cobros en fila'],
    ready: 'Listo para cobrar',
  },
  en: {
    others: (line: string) => `Another user's Puente: ${line}`,
    connecting: 'connecting…',
    starting: 'Starting…',
    waiting: 'The bridge stopped; it starts again by itself',
    refused: 'It could not start: open the window',
    stopped: 'Stopped',
    disk: 'The disk cannot be written: no charges are accepted',
    inDoubt: ['charge in doubt', 'charges in doubt'],
    keyMissing: "Recurrente's key is missing",
    keyRefused: 'Recurrente refuses the key',
    offline: 'Offline: charges are waiting',
    replays: 'Replays stopped: look at the alerts',
    sandbox: 'Demonstration: ',
    open: ['charge on a terminal', 'charges on terminals'],
    queued: ['charge in the queue', 'charges in the queue'],
    ready: 'Ready to charge',
  },
} as const satisfies Record<Lang, unknown>;

const many = (count: number, [one, more]: readonly [string, string]): string => `${count} ${count === 1 ? one : more}`;

/** The worst thing that holds, in the order in which a person should care. `isOthers`: of another user's bridge on this PC. */
export function summarize(bridge: BridgeState, status: StatusView | undefined, lang: Lang, isOthers = false): Summary {
  const words = WORDS[lang];
  if (isOthers) {
    const { mood, line } = status
      ? summarizeRunning(status, lang)
      : { mood: 'stopped' as const, line: words.connecting };
    return { mood, line: words.others(line) };
  }
  switch (bridge.kind) {
    case 'starting':
      return { mood: 'stopped', line: words.starting };
    case 'waiting':
      return { mood: 'stopped', line: words.waiting };
    case 'refused':
      return { mood: 'stopped', line: words.refused };
    case 'stopping':
    case 'stopped':
      return { mood: 'stopped', line: words.stopped };
    case 'running':
      return status ? summarizeRunning(status, lang) : { mood: 'stopped', line: words.starting };
  }
}

function summarizeRunning({ connection, queues, disk, sandbox }: StatusView, lang: Lang): Summary {
  const words = WORDS[lang];
  const attention = (line: string): Summary => ({ mood: 'attention', line });
  if (disk.state === 'full' || disk.state === 'read_only') return attention(words.disk);
  if (queues.in_doubt > 0) return attention(many(queues.in_doubt, words.inDoubt));
  switch (connection) {
    case 'key_missing':
      return attention(words.keyMissing);
    case 'key_refused':
      return attention(words.keyRefused);
    case 'offline':
      return attention(words.offline);
    case 'replay_stopped':
      return attention(words.replays);
    case 'online': {
      const prefix = sandbox ? words.sandbox : '';
      if (queues.open > 0) return { mood: 'good', line: prefix + many(queues.open, words.open) };
      if (queues.queued > 0) return { mood: 'good', line: prefix + many(queues.queued, words.queued) };
      return { mood: 'good', line: prefix + words.ready };
    }
  }
}
