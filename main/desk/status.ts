import { statfsSync } from 'node:fs';
import type { Connection, ImportView, StatusView } from '../contract/status.ts';
import type { Lang } from '../contract/faults.ts';
import type { HubView } from '../contract/hub.ts';
import type { Clock } from '../contract/clock.ts';
import type { Config } from '../contract/config.ts';
import type { Store } from '../store/store.ts';
import { shopDay, startOfDayMs } from '../charge/shop-day.ts';
import type { Views } from './views.ts';

export interface StatusDeps {
  readonly store: Store;
  readonly views: Views;
  readonly clock: Clock;
  readonly config: () => Pick<Config, 'language' | 'currency'>;
  readonly connection: () => { state: Connection; sinceMs: number };
  readonly dataFolder: string;
  readonly version: string;
  readonly sandbox: boolean;
  readonly imports: () => readonly ImportView[];
  readonly startedAtMs: number;
  /** The connection to the hub; undefined without one. */
  readonly hub?: (lang: Lang) => HubView | undefined;
  /** What the last write met: told until a write succeeds again. */
  readonly diskTrouble: () => 'full' | 'read_only' | undefined;
}

const LOW_BYTES = 200 * 1024 * 1024;

const STEPS: Readonly<Record<Connection, Readonly<Record<Lang, string>>>> = {
  online: { es: 'Todo en orden.', en: 'All is well.' },
  offline: {
    es: 'Sin conexión: los cobros se enviarán al volver. No se pierde nada.',
    en: 'Offline: charges will be sent when the line is back. Nothing is lost.',
  },
  key_missing: {
    es: 'Falta la clave de Recurrente: póngala en Ajustes. Los cobros esperan.',
    en: "Recurrente's key is missing: enter it in the settings. Charges are waiting.",
  },
  key_refused: {
    es: 'Recurrente no acepta la clave: ponga una válida en Ajustes. Los cobros esperan.',
    en: 'Recurrente refuses the key: enter a valid one in the settings. Charges are waiting.',
  },
  replay_stopped: {
    es: 'Se cobra con normalidad, pero una alerta pide que un responsable la revise.',
    en: 'Charging works, but an alert wants a supervisor to look at it.',
  },
};

/** What cannot be kept is not accepted, however good the line is. */
const DISK_STEPS: Readonly<Record<'full' | 'read_only', Readonly<Record<Lang, string>>>> = {
  full: {
    es: 'Disco lleno: no se aceptan cobros. Libere espacio en el disco de la carpeta de datos.',
    en: 'Disk full: no charges are accepted. Free some space on the disk of the data folder.',
  },
  read_only: {
    es: 'No se puede escribir en la base de datos: no se aceptan cobros. Revise los permisos de la carpeta de datos y que ningún otro programa la tenga abierta.',
    en: "The database cannot be written: no charges are accepted. Check the data folder's permissions and that no other program holds it open.",
  },
};

/** `GET /v1/status`. */
export function createStatus(deps: StatusDeps) {
  const { store, views, clock, config, connection, dataFolder, version, sandbox, imports, startedAtMs, diskTrouble } =
    deps;
  return (lang: Lang): StatusView => {
    const hub = deps.hub?.(lang);
    const open = store.charges.countOpen();
    const { state, sinceMs } = connection();
    const today = startOfDayMs(shopDay(clock.now()));
    const trouble = diskTrouble();
    return {
      connection: state,
      connection_since: new Date(sinceMs).toISOString(),
      next_step: (trouble ? DISK_STEPS[trouble] : STEPS[state])[lang],
      sandbox,
      language: config().language,
      currency: config().currency,
      queues: {
        queued: open['queued'] ?? 0,
        open: (open['sending'] ?? 0) + (open['pending'] ?? 0) + (open['dispatched'] ?? 0),
        in_doubt: open['in_doubt'] ?? 0,
        expired_today: store.charges.countSince('expired', today),
      },
      disk: readDisk(dataFolder, trouble),
      versions: {
        puente: version,
        node: process.versions.node,
        sqlite: store.sqliteVersion(),
        schema: store.schemaVersion(),
      },
      imports: [...imports()],
      started_at: new Date(startedAtMs).toISOString(),
      alerts: store.alerts.open().map((alert) => views.alert(alert, lang)),
      terminals: views.terminals(lang),
      ...(hub ? { hub } : {}),
    };
  };
}

function readDisk(folder: string, trouble: 'full' | 'read_only' | undefined): StatusView['disk'] {
  let freeBytes: number | null = null;
  try {
    const { bavail, bsize } = statfsSync(folder);
    freeBytes = bavail * bsize;
  } catch {
    // Not every network drive tells its free space.
  }
  return { state: trouble ?? (freeBytes !== null && freeBytes < LOW_BYTES ? 'low' : 'ok'), free_bytes: freeBytes };
}
