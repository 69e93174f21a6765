import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../contract/clock.ts';
import type { Lang } from '../contract/faults.ts';
import type { DesktopSettings } from './desktop-settings.ts';

/**
 * How this copy got here decides who updates it. `install`: by itself. `ask`: at a person's word, because Windows asks for an
 * administrator, and a question at an empty till ends with no Puente at all. `notify`: IT replaces an MSI or a Linux package.
 */
export type UpdateWay = 'install' | 'ask' | 'notify';

export function updateWay(platform: NodeJS.Platform, appFolder: string): UpdateWay {
  if (platform === 'darwin') return 'install';
  // NSIS leaves its uninstaller beside the program; the MSI does not.
  if (platform === 'win32') return existsSync(path.join(appFolder, 'Uninstall Puente.exe')) ? 'ask' : 'notify';
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

/** How far an update is. */
export interface UpdateNews {
  readonly kind: 'found' | 'offered' | 'waiting' | 'installing' | 'failed';
  readonly version: string;
}
const NEWS: Readonly<Record<UpdateNews['kind'], Record<Lang, string>>> = {
  found: { es: 'Hay una versión nueva ({v}): avise a informática', en: 'There is a new version ({v}): tell IT' },
  offered: { es: 'Instalar la versión {v}', en: 'Install version {v}' },
  waiting: {
    es: 'La versión {v} se instalará cuando no haya cobros',
    en: 'Version {v} will be installed when there are no charges',
  },
  installing: { es: 'Instalando la versión {v}…', en: 'Installing version {v}…' },
  failed: {
    es: 'La versión {v} no se pudo instalar: avise a informática',
    en: 'Version {v} could not be installed: tell IT',
  },
};
export const describeUpdate = ({ kind, version }: UpdateNews, lang: Lang): string =>
  NEWS[kind][lang].replace('{v}', version);

export interface UpdatesDeps {
  readonly settings: DesktopSettings['updates'];
  readonly way: UpdateWay;
  readonly loadUpdater: () => Promise<Updater>;
  /** False while any charge is queued, open or in doubt, and while that is not known. */
  readonly isIdle: () => boolean;
  /** Shows that a version can be installed; resolves when a person says now. The signal withdraws the offer. */
  readonly offer: (version: string, signal: AbortSignal) => Promise<void>;
  /** Stops the bridge cleanly before the installer takes over. */
  readonly prepareRestart: () => Promise<void>;
  /** The installer did not take over: everything as before. */
  readonly resume: () => void;
  readonly onNews: (news: UpdateNews) => void;
  readonly onProblem: (message: string) => void;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
const IDLE_CHECK_MS = 30_000;
/** A Mac fetches and checks the update once more before it ends the app; a till must not stand still for long. */
const TAKE_OVER_PATIENCE_MS = 3 * 60_000;

/**
 * Looks for updates on the feed that IT named; without one it never asks anybody. An update is installed only at a moment
 * without charges, where the installer supports it; elsewhere it is only told. Ends with the signal.
 */
export async function runUpdates(deps: UpdatesDeps, signal: AbortSignal): Promise<void> {
  const { settings, clock } = deps;
  if (settings.feedUrl === null) return;
  const updater = await deps.loadUpdater();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.setFeedURL({ provider: 'generic', url: settings.feedUrl });
  while (!signal.aborted) {
    // What a person does not answer is looked up anew at the next turn: a newer version may be there by then.
    const turn = new AbortController();
    const pause = clock.sleep(settings.checkEveryHours * HOUR_MS, signal).then(() => turn.abort());
    try {
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable) await act(deps, updater, found.updateInfo.version, turn.signal);
    } catch (error) {
      deps.onProblem(`updates: ${error instanceof Error ? error.message : String(error)}`);
    }
    await pause;
  }
}

async function act(deps: UpdatesDeps, updater: Updater, version: string, turn: AbortSignal): Promise<void> {
  if (deps.way === 'notify') {
    deps.onNews({ kind: 'found', version });
    return;
  }
  await updater.downloadUpdate();
  if (deps.way === 'ask') await deps.offer(version, turn);
  if (turn.aborted) return;
  deps.onNews({ kind: 'waiting', version });
  if (!(await waitForIdle(deps, turn))) return;
  deps.onNews({ kind: 'installing', version });
  await deps.prepareRestart();
  updater.quitAndInstall(true, true);
  // Past this line only if the installer was refused or failed.
  await deps.clock.sleep(TAKE_OVER_PATIENCE_MS, turn);
  deps.onProblem(`updates: the installer of ${version} did not take over`);
  deps.onNews({ kind: 'failed', version });
  deps.resume();
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
