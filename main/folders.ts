import { shippedProfile } from '../native/profiles/profiles.ts';
import { findTerminal, readOrder } from './charge/accept-rules.ts';
import type { Clock } from './contract/clock.ts';
import type { Config } from './contract/config.ts';
import { folderKey } from './contract/folders.ts';
import type { FileProgress, FolderEnd, FolderStatus, FolderTrouble, Profile } from './contract/folders.ts';
import type { AlertCode } from './contract/status.ts';
import type { TakeAllInTransaction } from './desk/accept.ts';
import type { Views } from './desk/views.ts';
import { startResultWriter } from './deliver/files/results.ts';
import type { Log } from './dispatch/context.ts';
import type { DryRunDefaults } from './intake/files/dry-run.ts';
import { startFileIntake } from './intake/files/intake.ts';
import type { Imports } from './imports.ts';
import type { Quiet } from './quiet.ts';
import { createRestartable } from './restartable.ts';
import { createFileLedger } from './store/files.ts';
import type { Store } from './store/store.ts';

export interface FoldersDeps {
  readonly store: Store;
  readonly config: () => Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoint: (name: string) => void;
  readonly newId: () => string;
  readonly quiet: Pick<Quiet, 'isQuiet'>;
  readonly views: Views;
  readonly imports: Pick<Imports, 'note'>;
  readonly takeAllInTransaction: TakeAllInTransaction;
  /** A chunk of rows became charges: the lanes may start. */
  readonly onAccepted: () => void;
}

const ALERT_OF: Partial<Record<FolderTrouble['kind'], AlertCode>> = {
  folder_lost: 'folder_lost',
  folder_denied: 'folder_denied',
  folder_doubled: 'folder_doubled',
  file_rejected: 'file_rejected',
  rows_rejected: 'rows_rejected',
  file_locked: 'file_stuck',
  import_failed: 'file_stuck',
  file_vanished: 'file_vanished',
  result_failed: 'result_failed',
};
/** News that ends an alert. */
const ENDS: Readonly<Record<FolderEnd['kind'], readonly AlertCode[]>> = {
  folder_back: ['folder_lost', 'folder_denied', 'folder_doubled'],
  file_free: ['file_stuck'],
  file_continued: ['file_rejected', 'rows_rejected'],
  results_back: ['result_failed'],
};

/** Export files in, result files out. A changed configuration ends the old watches before the new ones begin. */
export function createFolders(deps: FoldersDeps) {
  const { store, config, clock, log, failpoint, views, imports } = deps;
  let isForLanes = false;
  const ledger = createFileLedger({
    store,
    clock,
    takeAll(orders) {
      const taken = deps.takeAllInTransaction(orders);
      isForLanes ||= taken.some(({ kind }) => kind === 'created' || kind === 'replaced');
      return taken;
    },
    newId: deps.newId,
    viewOf: (id) => {
      const charge = store.charges.get(id);
      return charge && views.charge(charge);
    },
  });
  const running = createRestartable(open, (err) => log.error({ err }, 'folders did not stop'));
  const unlisten = store.onCommit((lines) => {
    if (!lines.some((line) => line.chargeId !== null)) return;
    running.current().results.kick();
    // What came another way is offered to its own lane alone.
    if (isForLanes) deps.onAccepted();
    isForLanes = false;
  });

  function open() {
    const { folders } = config();
    tellStranded(folders.map(folderKey));
    const results = startResultWriter({
      folders,
      ledger,
      clock,
      log,
      failpoint,
      onTrouble: tellTrouble,
      onEnd: endAlerts,
    });
    const intake = startFileIntake({
      folders,
      ledger,
      clock,
      log,
      failpoint,
      isQuiet: deps.quiet.isQuiet,
      defaults: defaults(),
      acknowledge: results.acknowledge,
      onProgress: tellProgress,
      onTrouble: tellTrouble,
      onEnd: endAlerts,
    });
    return {
      results,
      intake,
      async stop(): Promise<void> {
        await intake.stop();
        await results.stop();
      },
    };
  }

  function defaults(): DryRunDefaults {
    return {
      currency: config().currency,
      terminal: findTerminal(config(), undefined)?.alias ?? null,
      expireAfterMs: config().queue.expireAfterMinutes * 60_000,
      refusalOf: (order) => {
        const read = readOrder(order, config());
        return 'problem' in read ? read.problem : undefined;
      },
    };
  }

  let toldProgressMono = 0;
  /** A line a second is enough for people to see that it moves; the rows themselves are on record anyway. */
  function tellProgress(progress: FileProgress): void {
    const { folder, file, rowsDone, totalRows, over = false } = progress;
    imports.note(progress);
    if (rowsDone < totalRows && !over && clock.monotonic() - toldProgressMono < 1000) return;
    toldProgressMono = clock.monotonic();
    const data = { folder, file, rows_done: rowsDone, total_rows: totalRows };
    log.info(data, 'rows of a file taken');
    try {
      store.transact('file_progress', () =>
        store.note({ atMs: clock.now(), chargeId: null, kind: 'file_progress', status: null, data }),
      );
    } catch (err) {
      // A full disk must not stop an import for want of a line about it.
      log.warn({ err, file }, 'the progress could not be noted');
    }
  }

  /** An alert whose end nobody tells stays for ever, and is not raised a second time. */
  function endAlerts({ kind, folder, file, record }: FolderEnd): void {
    const atMs = clock.now();
    try {
      store.transact('folder_news', () => {
        for (const code of ENDS[kind]) store.alerts.withdraw(code, subjectOf(code, folder, file, record ?? atMs), atMs);
      });
    } catch (err) {
      // A full disk must not stop a folder for want of a word about it.
      log.warn({ err, folder }, 'an alert could not be ended');
    }
  }

  /** A folder that got another name or path is another folder; answers that the old one is owed have nowhere to go, and nobody else would tell. */
  function tellStranded(folders: readonly string[]): void {
    const atMs = clock.now();
    const [code, level] = ['results_stranded', 'warning'] as const;
    try {
      const found = ledger.strandedResults(folders);
      store.transact('folder_news', () => {
        for (const folder of folders) store.alerts.withdraw(code, folder, atMs);
        for (const { folder, charges } of found)
          store.raiseAlert({ atMs, code, level, chargeId: null, subject: folder, data: { folder, charges } });
      });
    } catch (err) {
      // A full disk must not stop the folders for want of a word about it.
      log.warn({ err }, 'what is owed to folders that are gone could not be told');
    }
  }

  /** What wants a person; the rest is in the log. */
  function tellTrouble({ kind, folder, path, file, record, taken = 0, reason, why }: FolderTrouble): void {
    if (kind === 'folder_back' || kind === 'file_free' || kind === 'results_back')
      return endAlerts({ kind, folder, ...(file !== undefined && { file }) });
    const atMs = clock.now();
    const code = ALERT_OF[kind];
    if (!code) return;
    store.transact('folder_trouble', () => {
      const subject = subjectOf(code, folder, file, record ?? atMs);
      const told = why && { reason_code: why.code, reason_params: JSON.stringify(why.params ?? {}) };
      const data = { folder, path, file: file ?? '', reason: reason ?? '', ...told, ...(taken > 0 && { taken }) };
      store.raiseAlert({ atMs, code, level: 'warning', chargeId: null, subject, data });
    });
  }

  return {
    ledger,
    defaults,
    onProgress: tellProgress,
    findProfile(name: string): Profile | undefined {
      const configured = config().folders.find((folder) => folder.name === name);
      if (!configured) return shippedProfile(name);
      const { path: _, ...profile } = configured;
      return profile;
    },
    /** The key of the configured folder that a profile belongs to. */
    keyOf: ({ name }: Pick<Profile, 'name'>): string | undefined =>
      name === undefined ? undefined : config().folders.find((folder) => folder.name === name)?.name,
    status: (): readonly FolderStatus[] => running.current().intake.status(),
    rescan: (): void => running.current().intake.rescan(),
    /** The configuration changed. */
    refresh: running.restart,
    async stop(): Promise<void> {
      unlisten();
      await running.stop();
    },
  };
}

const OF_FOLDERS: readonly AlertCode[] = ['folder_lost', 'folder_denied', 'folder_doubled', 'result_failed'];

/** A folder is lost, and a file stuck, once, until a person has seen it; each file with rejects is a case of its own. */
function subjectOf(code: AlertCode, folder: string, file = '', occasion: number): string {
  if (OF_FOLDERS.includes(code)) return folder;
  return code === 'file_stuck' ? `${folder}/${file}` : `${folder}/${file}@${occasion}`;
}
