import type { SettingsView } from '../../main/contract/settings.ts';
import type { LiveState } from '../live/live-state.ts';

/**
 * What support needs and nothing more: states, counts, versions, settings. No orders, amounts, cards, authorizations or people; secrets
 * never reach the page. The user's name in paths and the origins' hosts are masked.
 */
export function makeDiagnostics(state: LiveState, settings: SettingsView, browser: string) {
  const { config } = settings;
  return {
    link: state.link,
    bridge: state.bridge,
    alerts: state.alerts.map(({ at, code, level, acknowledged }) => ({ at, code, level, acknowledged })),
    terminals: state.terminals.map(({ alias, state: lane, queued, charge, last }) => ({
      alias,
      lane,
      queued,
      charge: charge?.status ?? null,
      last: last?.status ?? null,
    })),
    settings: {
      queue: config.queue,
      limits: config.limits,
      currency: config.currency,
      language: config.language,
      backups: config.backups,
      server: { port: config.server.port, allowedOrigins: config.server.allowedOrigins.length },
      recurrente: { baseUrl: config.recurrente.baseUrl, timeoutMs: config.recurrente.timeoutMs },
      key: settings.secrets.recurrente_key,
      folders: config.folders.map(({ path, format }) => ({ path: maskPath(path), format })),
      devices: {
        serial: config.devices.serial.length,
        displays: config.devices.displays.length,
        printers: config.devices.printers.length,
      },
      dataFolder: maskPath(settings.data_folder),
      backupsKept: settings.backups.length,
    },
    browser,
  };
}

/** `C:\Users\Ana\Puente` → `C:\Users\…\Puente` */
export const maskPath = (path: string): string => path.replace(/((?:Users|home)[\\/])[^\\/]+/i, '$1…');
