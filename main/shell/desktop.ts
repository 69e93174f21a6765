import { app, dialog, net, powerMonitor, protocol, safeStorage, shell, utilityProcess } from 'electron';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { StatusView } from '../contract/status.ts';
import { systemClock } from '../dispatch/system-clock.ts';
import { FILE_THREADS } from '../file-threads.ts';
import { APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { createAutostart } from './autostart.ts';
import type { StartMessage } from './bridge-link.ts';
import { readCommandLine, type ShellOptions } from './command-line.ts';
import { writeCrashFile } from './crash-file.ts';
import { answerDesktopCalls } from './desktop-calls.ts';
import { readDesktopSettings } from './desktop-settings.ts';
import { createDocuments, LOG_PAGE } from './documents.ts';
import { createHeadlessReport } from './headless.ts';
import { takeInstallChoices } from './install-choices.ts';
import { createKeepAwake } from './keep-awake.ts';
import { lockDown } from './lockdown.ts';
import { createMacMenu } from './mac-menu.ts';
import { watchNetwork } from './network-watch.ts';
import { createNotifier } from './notifications.ts';
import { isIdle, openWork } from './open-charges.ts';
import { createPortBroker } from './port-broker.ts';
import { createQuitting } from './quitting.ts';
import { savePdf } from './save-pdf.ts';
import { onSessionEnd } from './session-end.ts';
import { createShownBridge } from './shown-bridge.ts';
import { watchStatus } from './status-watch.ts';
import { summarize } from './summary.ts';
import { createSupervisor, type BridgeProcess } from './supervisor.ts';
import { proxyFromPac } from './system-proxy.ts';
import { createTray, type TrayView } from './tray.ts';
import { runUpdates, updateWay, type UpdateNews } from './updates.ts';
import { createVault } from './vault.ts';
import { readSecrets } from './vault-secrets.ts';
import { createMainWindow } from './window.ts';
import { createWindowChoices } from './window-choices.ts';

const SESSION_RENEWAL_MS = 24 * 3_600_000;
/** A network's script that names the proxy may take half a minute to be found missing; the ERP must not wait for it. */
const PROXY_PATIENCE_MS = 3000;

export interface DesktopOptions {
  /** Where the built app lies. */
  readonly distDir: string;
  readonly dataDir: string;
  readonly options: ShellOptions;
}

/**
 * The desktop app, and nothing that a charge depends on: it starts and watches the bridge's process, and shows it. The only
 * place that knows all parts of the shell. Called once Electron is ready.
 */
export async function runDesktop({ distDir, dataDir, options }: DesktopOptions): Promise<void> {
  const iconDir = path.join(distDir, '../../native/installer/icons');
  const vault = createVault(safeStorage, app.getPath('userData'));
  const { settings, fault } = readDesktopSettings(dataDir);
  const notes = await takeInstallChoices(dataDir, (key) => vault.keep('recurrente-key', key));
  for (const note of [...notes, ...(fault ? [fault] : [])]) console.error(note);

  const ending = new AbortController();
  /** Of the bridge that is shown; undefined while nobody knows. `lastStatus` outlives a crash, for the question before the end. */
  let status: StatusView | undefined;
  let lastStatus: StatusView | undefined;
  let news: UpdateNews | null = null;
  let update: TrayView['update'] = null;
  const choices = createWindowChoices(app.getPath('userData'), () => lastStatus?.language ?? 'es', show);
  const { lang } = choices;

  const ports = createPortBroker(() =>
    utilityProcess.fork(path.join(distDir, 'port-process.cjs'), [], { serviceName: 'Puente serial port' }),
  );
  const report = options.headless ? createHeadlessReport() : undefined;
  const supervisor = createSupervisor({
    clock: systemClock,
    random: () => randomBytes(4).readUInt32LE() / 2 ** 32,
    fork: () =>
      utilityProcess.fork(path.join(distDir, 'bridge-process.cjs'), [], {
        serviceName: 'Puente bridge',
        stdio: ['ignore', 'pipe', 'pipe'],
        // Set beforehand: on Windows a process cannot set it for itself.
        env: { UV_THREADPOOL_SIZE: FILE_THREADS, ...process.env },
      }) satisfies BridgeProcess,
    startMessage,
    onState(state) {
      if (state.kind !== 'running') {
        status = undefined;
        ports.endAll();
      }
      // It may have started without waiting for it any longer.
      if (state.kind === 'running') void tellProxy();
      report?.(state);
      void shown.follow(state);
    },
    onMessage(message, reply) {
      if (message.say === 'keep-secret')
        void vault
          .keep(message.name, message.text)
          .catch(String)
          .then((refusal) => reply({ say: 'secret-kept', id: message.id, refusal }));
      else if (message.say !== 'ready' && message.say !== 'refused' && message.say !== 'pong')
        ports.handle(message, reply);
    },
    onCrash: (crash) => console.error(`the bridge crashed: ${writeCrashFile(dataDir, crash, app.getVersion())}`),
  });
  const shown = createShownBridge({
    dataDir,
    clock: systemClock,
    takeOver: () => void supervisor.restart(),
    onChange(newPage) {
      show();
      // The window reconnects by itself; only a page that stands in its place must go, or come.
      if (newPage) window.reload();
    },
  });

  protocol.handle(
    APP_SCHEME,
    createAppProtocol({
      rendererDir: path.join(distDir, '../renderer'),
      upstream: shown.upstream,
      notice: shown.notice,
      retry: () => void supervisor.restart(),
      log: supervisor.log,
      newNonce: () => randomBytes(16).toString('base64url'),
    }),
  );
  const openDocument = createDocuments(iconDir);
  lockDown(app.isPackaged, openDocument);
  const showMenu = createMacMenu(app.isPackaged);
  const window = createMainWindow(distDir, iconDir);
  const quitting = createQuitting({
    lang,
    openWork: () => (shown.isOthers() || !lastStatus ? undefined : openWork(lastStatus)),
    onEnd() {
      ending.abort();
      shown.stop();
    },
    stopBridge: supervisor.stop,
    letClose: window.letClose,
  });
  const autostart = createAutostart(process.env);
  const setStartsAtLogin = (on: boolean): void => {
    autostart.set(on);
    show();
  };
  const tray = options.headless
    ? undefined
    : createTray(iconDir, {
        openWindow: window.open,
        openLog: () => openDocument(LOG_PAGE),
        openDataFolder: () => void shell.openPath(dataDir),
        restartBridge: () => void supervisor.restart(),
        autostart: { ...autostart, set: setStartsAtLogin },
        quit: () => app.quit(),
      });
  const notifier = createNotifier({
    windowIsSeen: window.isSeen,
    onClick: window.open,
    choices: choices.current,
  });
  const keepAwake = createKeepAwake();

  answerDesktopCalls(
    {
      async pickFolder() {
        const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
        return filePaths[0] ?? null;
      },
      openDataFolder: async () => void (await shell.openPath(dataDir)),
      openLogs: async () => void (await shell.openPath(path.join(dataDir, 'logs'))),
      startsAtLogin: () => Promise.resolve(autostart.isOn()),
      setStartsAtLogin(on) {
        setStartsAtLogin(on);
        return Promise.resolve(autostart.isOn());
      },
      restartBridge: () => supervisor.restart(),
      setStrip: (heightPx) => Promise.resolve(window.setStrip(heightPx)),
      savePdf: (name) => savePdf(window.contents(), name),
      tellChoices: (chosen) => Promise.resolve(choices.keep(chosen)),
    },
    window.contents,
  );

  // Log-on may start it twice: for the machine and for the user. The second is silent as well.
  app.on('second-instance', (_event, words) => {
    if (!readCommandLine(words).hidden) window.open();
  });
  app.on('activate', window.open);
  // The tray keeps the app alive.
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('suspend', () => supervisor.tell({ say: 'power', event: 'suspend' }));
  powerMonitor.on('resume', () => {
    supervisor.tell({ say: 'power', event: 'resume' });
    void tellProxy();
  });
  // Held off until the bridge has closed its database, which takes a moment.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    void quitting.end();
  });
  if (process.platform === 'win32') onSessionEnd(() => void quitting.end());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void quitting.end());

  supervisor.start();
  show();
  if (!options.hidden && !options.headless && !autostart.startedUs()) window.open();
  void watchStatus(
    {
      upstream: shown.upstream,
      clock: systemClock,
      lang,
      onStatus(next) {
        status = next;
        lastStatus = next;
        notifier.status(next);
        show();
      },
      onCharge: notifier.charge,
      onLost() {
        status = undefined;
        show();
      },
    },
    ending.signal,
  );
  void watchNetwork({ isOnline: () => net.isOnline(), clock: systemClock, onChange: networkChanged }, ending.signal);
  void renewSession();
  void runUpdates(
    {
      settings: settings.updates,
      way: updateWay(process.platform, path.dirname(app.getPath('exe'))),
      loadUpdater: async () => (await import('electron-updater')).autoUpdater,
      isIdle: () => status !== undefined && supervisor.state().kind === 'running' && isIdle(status),
      offer,
      prepareRestart: quitting.letUpdaterEnd,
      resume() {
        quitting.goOn();
        supervisor.start();
      },
      onNews(told) {
        news = told;
        show();
      },
      onProblem: (message) => console.error(message),
      clock: systemClock,
    },
    ending.signal,
  );

  async function startMessage(): Promise<StartMessage> {
    return {
      say: 'start',
      dataDir,
      rendererDir: path.join(distDir, '../renderer'),
      port: options.port,
      sandbox: options.sandbox,
      recurrente: options.recurrente,
      secrets: await readSecrets(vault, dataDir),
      proxy: await Promise.race([findProxy(), systemClock.sleep(PROXY_PATIENCE_MS).then(() => null)]),
    };
  }

  /** The proxy that the operating system names for Recurrente: set by hand, by a script, or by policy. */
  async function findProxy(): Promise<string | null> {
    return proxyFromPac(await app.resolveProxy(options.recurrente ?? 'https://app.recurrente.com'));
  }

  async function tellProxy(): Promise<void> {
    supervisor.tell({ say: 'proxy', proxy: await findProxy() });
  }

  function networkChanged(online: boolean): void {
    // Another network may have another way out, and the call that follows should take it.
    void tellProxy().then(() => supervisor.tell({ say: 'network', online }));
  }

  function show(): void {
    const summary = summarize(supervisor.state(), status, lang(), shown.isOthers());
    showMenu(lang());
    tray?.show({ lang: lang(), summary, news, update });
    keepAwake(status !== undefined && openWork(status).onTerminals.length > 0);
  }

  async function renewSession(): Promise<void> {
    while (!ending.signal.aborted) {
      await systemClock.sleep(SESSION_RENEWAL_MS, ending.signal);
      await shown.renew();
    }
  }

  /** An update waits in the tray's menu until a person starts it, or the turn is over. */
  function offer(version: string, turn: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        update = null;
        show();
        resolve();
      };
      update = { version, install: settle };
      turn.addEventListener('abort', settle, { once: true });
      show();
    });
  }
}
