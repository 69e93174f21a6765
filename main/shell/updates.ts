import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../contract/clock.ts';
import type { DesktopSettings } from './desktop-settings.ts';

/** How this copy got here decides who updates it: an MSI or a Linux package is IT's to replace. */
export type UpdateWay = 'install' | 'notify';

export function updateWay(platform: NodeJS.Platform, appFolder: string): UpdateWay {
  if (platform === 'darwin') return 'install';
  // NSIS leaves its uninstaller beside the program; the MSI does not.
  if (platform === 'win32') return existsSync(path.join(appFolder, 'Uninstall Puente.exe')) ? 'install' : 'notify';
  return 'notify';
}

/** The part of electron-updater used here. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  setFeedURL(options: { provider: 'generic'; url: string }): void;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(isSilent?: boolean, isForceRunAfter?: boolean): void;
}

export interface UpdatesDeps {
  readonly settings: DesktopSettings['updates'];
  readonly way: UpdateWay;
  readonly loadUpdater: () => Promise<Updater>;
  /** False while any charge is queued, open or in doubt, and while that is not known. */
  readonly isIdle: () => boolean;
  /** Stops the bridge cleanly before the installer takes over. */
  readonly prepareRestart: () => Promise<void>;
  readonly onNews: (sentence: string) => void;
  readonly onProblem: (message: string) => void;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
const IDLE_CHECK_MS = 30_000;

/**
 * Looks for updates on the feed that IT named; without one it never asks anybody. An update is installed only at a moment
 * without charges, where the installer supports it; elsewhere it is only told. Ends with the signal, or with the restart.
 */
export async function runUpdates(deps: UpdatesDeps, signal: AbortSignal): Promise<void> {
  const { settings, clock } = deps;
  if (settings.feedUrl === null) return;
  const updater = await deps.loadUpdater();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.setFeedURL({ provider: 'generic', url: settings.feedUrl });
  while (!signal.aborted) {
    try {
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable) {
        const { version } = found.updateInfo;
        if (deps.way === 'notify') deps.onNews(`Hay una versión nueva (${version}): avise a informática`);
        else {
          deps.onNews(`La versión ${version} se instalará cuando no haya cobros`);
          await updater.downloadUpdate();
          if (await waitForIdle(deps, signal)) {
            await deps.prepareRestart();
            updater.quitAndInstall(true, true);
            return;
          }
        }
      }
    } catch (error) {
      deps.onProblem(`updates: ${error instanceof Error ? error.message : String(error)}`);
    }
    await clock.sleep(settings.checkEveryHours * HOUR_MS, signal);
  }
}

/** Two looks half a minute apart: a cashier between two customers is not a pause. */
async function waitForIdle({ isIdle, clock }: UpdatesDeps, signal: AbortSignal): Promise<boolean> {
  let looks = 0;
  while (!signal.aborted) {
    looks = isIdle() ? looks + 1 : 0;
    if (looks === 2) return true;
    await clock.sleep(IDLE_CHECK_MS, signal);
  }
  return false;
}
