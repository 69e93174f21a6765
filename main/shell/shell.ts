import { app, dialog, net, powerMonitor, protocol, safeStorage, session, shell, utilityProcess } from 'electron';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { StatusView } from '../contract/status.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { systemClock } from '../dispatch/system-clock.ts';
import { APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { attachToRunning } from './attach.ts';
import type { StartMessage } from './bridge-link.ts';
import type { Upstream } from './bridge-proxy.ts';
import { readCommandLine } from './command-line.ts';
import { writeCrashFile } from './crash-file.ts';
import { answerDesktopCalls } from './desktop-calls.ts';
import { readDesktopSettings } from './desktop-settings.ts';
import { takeInstallChoices } from './install-choices.ts';
import { createKeyVault } from './key-vault.ts';
import { lockDown } from './lockdown.ts';
import { noticeForExit, type Notice } from './notice.ts';
import { createNotifier } from './notifications.ts';
import { chargesOnTerminals, isIdle } from './open-charges.ts';
import { createPortBroker } from './port-broker.ts';
import { askToQuit } from './quit-question.ts';
import { watchStatus } from './status-watch.ts';
import { summarize } from './summary.ts';
import { isCommand, runCommand } from './run-command.ts';
import { savePdf } from './save-pdf.ts';
import { openSession } from './session.ts';
import { createSupervisor, type BridgeProcess, type BridgeState } from './supervisor.ts';
import { proxyFromPac } from './system-proxy.ts';
import { createTray } from './tray.ts';
import { runUpdates, updateWay } from './updates.ts';
import { createMainWindow } from './window.ts';

/**
 * The desktop app, and nothing that a charge depends on: it starts and watches the bridge's process, and shows it. The only
 * place that knows all parts of the shell.
 */
const NETWORK_LOOK_MS = 5000;
const SESSION_RENEWAL_MS = 24 * 3_600_000;

const distDir = import.meta.dirname;
const iconDir = path.join(distDir, '../../native/installer/icons');
const options = readCommandLine(process.argv.slice(1));
const dataDir = path.resolve(options.dataDir ?? defaultDataFolder(process.env));

// Must be told before the app is ready. No bypassCSP, no corsEnabled: the page is as confined as any web page.
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
app.enableSandbox();
app.setAppUserModelId('gt.puente.desktop');

// Development starts the program with its folder as the first word.
const words = process.argv.slice(app.isPackaged ? 1 : 2);
if (isCommand(words))
  runCommand(words).then(app.exit.bind(app), (error: unknown) => {
    console.error(error);
    app.exit(1);
  });
else if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

function run(): void {
  const vault = createKeyVault(safeStorage, app.getPath('userData'));
  const { settings, fault } = readDesktopSettings(dataDir);
  for (const note of [...takeInstallChoices(dataDir, vault.keep), ...(fault ? [fault] : [])]) console.error(note);

  const ending = new AbortController();
  /** The bridge that the window shows: ours, or another user's on this PC. */
  let upstream: Upstream | undefined;
  let attached = false;
  let notice: Notice | undefined;
  let status: StatusView | undefined;
  let news: string | null = null;
  let quitting: 'no' | 'asking' | 'stopping' | 'done' = 'no';

  const ports = createPortBroker(() =>
    utilityProcess.fork(path.join(distDir, 'port-process.cjs'), [], { serviceName: 'Puente serial port' }),
  );
  const supervisor = createSupervisor({
    clock: systemClock,
    random: () => randomBytes(4).readUInt32LE() / 2 ** 32,
    fork: () =>
      utilityProcess.fork(path.join(distDir, 'bridge-process.cjs'), [], {
        serviceName: 'Puente bridge',
        stdio: ['ignore', 'pipe', 'pipe'],
      }) satisfies BridgeProcess,
    startMessage,
    onState: (state) => void bridgeChanged(state),
    onMessage(message, reply) {
      if (message.say === 'keep-key') reply({ say: 'key-kept', id: message.id, refusal: vault.keep(message.key) });
      else if (message.say !== 'ready' && message.say !== 'refused') ports.handle(message, reply);
    },
    onCrash: (crash) => console.error(`the bridge crashed: ${writeCrashFile(dataDir, crash, app.getVersion())}`),
  });

  protocol.handle(
    APP_SCHEME,
    createAppProtocol({
      rendererDir: path.join(distDir, '../renderer'),
      upstream: () => upstream,
      notice: () => notice,
      log: supervisor.log,
      newNonce: () => randomBytes(16).toString('base64url'),
    }),
  );
  lockDown(app.isPackaged);
  const window = createMainWindow(distDir, iconDir);
  // On Windows the installer may have set it for the whole machine.
  const startsAtLogin = (): boolean => {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: ['--hidden'] });
    return openAtLogin || executableWillLaunchAtLogin;
  };
  const setStartsAtLogin = (on: boolean): void => {
    app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
    show();
  };
  const tray = options.headless
    ? undefined
    : createTray(iconDir, {
        openWindow: window.open,
        openLog: window.openLog,
        openDataFolder: () => void shell.openPath(dataDir),
        restartBridge: () => void supervisor.restart(),
        startsAtLogin,
        setStartsAtLogin,
        quit: () => app.quit(),
      });
  const notifier = createNotifier(window.isVisible, window.open);

  answerDesktopCalls(
    {
      async pickFolder() {
        const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'] });
        return filePaths[0] ?? null;
      },
      openDataFolder: async () => void (await shell.openPath(dataDir)),
      openLogs: async () => void (await shell.openPath(path.join(dataDir, 'logs'))),
      startsAtLogin: () => Promise.resolve(startsAtLogin()),
      setStartsAtLogin(on) {
        setStartsAtLogin(on);
        return Promise.resolve(startsAtLogin());
      },
      restartBridge: () => supervisor.restart(),
      setStrip: (heightPx) => Promise.resolve(window.setStrip(heightPx)),
      savePdf: (name) => savePdf(window.contents(), name),
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
  app.on('before-quit', (event) => {
    if (quitting === 'done') return;
    event.preventDefault();
    void quit();
  });
  powerMonitor.on('suspend', () => supervisor.tell({ say: 'power', event: 'suspend' }));
  powerMonitor.on('resume', () => supervisor.tell({ say: 'power', event: 'resume' }));
  powerMonitor.on('shutdown', () => void end());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());

  supervisor.start();
  show();
  if (!options.hidden && !options.headless) window.open();
  void watchStatus(
    {
      upstream: () => upstream,
      clock: systemClock,
      onStatus(next) {
        status = next;
        notifier.status(next);
        show();
      },
      onCharge: notifier.charge,
    },
    ending.signal,
  );
  void watchNetwork();
  void renewSession();
  void runUpdates(
    {
      settings: settings.updates,
      way: updateWay(process.platform, path.dirname(app.getPath('exe'))),
      loadUpdater: async () => (await import('electron-updater')).autoUpdater,
      isIdle: () => status !== undefined && supervisor.state().kind === 'running' && isIdle(status),
      async prepareRestart() {
        await stopBridge();
        quitting = 'done';
      },
      onNews(sentence) {
        news = sentence;
        show();
      },
      onProblem: (message) => console.error(message),
      clock: systemClock,
    },
    ending.signal,
  );

  async function startMessage(): Promise<StartMessage> {
    const target = options.recurrente ?? 'https://app.recurrente.com';
    return {
      say: 'start',
      dataDir,
      rendererDir: path.join(distDir, '../renderer'),
      port: options.port,
      sandbox: options.sandbox,
      recurrente: options.recurrente,
      recurrenteKey: vault.read(),
      proxy: proxyFromPac(await session.defaultSession.resolveProxy(target)),
    };
  }

  async function bridgeChanged(state: BridgeState): Promise<void> {
    const before = notice;
    upstream = undefined;
    attached = false;
    notice = undefined;
    if (state.kind === 'running') await useBridge(state.port, state.apiKey);
    else {
      status = undefined;
      ports.endAll();
    }
    if (state.kind === 'refused') {
      upstream = state.exitCode === 3 ? await attachToRunning(dataDir) : undefined;
      attached = upstream !== undefined;
      if (!attached) notice = noticeForExit(state.exitCode, state.message, dataDir);
    }
    if (options.headless) tellHeadless(state);
    show();
    // The window reconnects by itself; only a page that stands in its place must go, or come.
    if (before || notice) window.reload();
  }

  async function useBridge(port: number, apiKey: string): Promise<void> {
    const opened = await openSession(port, apiKey);
    if (supervisor.state().kind === 'running') upstream = opened;
  }

  /** For checks of an installation: the line and the exit codes of `puente serve`. */
  function tellHeadless(state: BridgeState): void {
    if (state.kind === 'running')
      process.stdout.write(
        `${JSON.stringify({ ready: true, url: state.url, ...(state.sandboxUrl === null ? {} : { sandbox: state.sandboxUrl }) })}\n`,
      );
    if (state.kind !== 'refused') return;
    console.error(state.message);
    quitting = 'done';
    app.exit(state.exitCode);
  }

  function show(): void {
    const summary = attached
      ? { mood: 'good' as const, line: 'Puente de otro usuario de esta computadora' }
      : summarize(supervisor.state(), status);
    tray?.show(summary, news);
  }

  async function watchNetwork(): Promise<void> {
    let online = net.isOnline();
    while (!ending.signal.aborted) {
      await systemClock.sleep(NETWORK_LOOK_MS, ending.signal);
      if (net.isOnline() === online) continue;
      online = !online;
      supervisor.tell({ say: 'network', online });
    }
  }

  /** A session lasts 30 days; a till may run for longer. */
  async function renewSession(): Promise<void> {
    while (!ending.signal.aborted) {
      await systemClock.sleep(SESSION_RENEWAL_MS, ending.signal);
      const state = supervisor.state();
      // The API key may have been renewed meanwhile; the file has the new one.
      if (state.kind === 'running')
        upstream = (await openSession(state.port, state.apiKey)) ?? (await attachToRunning(dataDir)) ?? upstream;
    }
  }

  async function quit(): Promise<void> {
    if (quitting !== 'no') return;
    quitting = 'asking';
    if (await askToQuit(status ? chargesOnTerminals(status) : [])) await end();
    else quitting = 'no';
  }

  async function end(): Promise<void> {
    if (quitting === 'stopping' || quitting === 'done') return;
    quitting = 'stopping';
    await stopBridge();
    quitting = 'done';
    app.quit();
  }

  async function stopBridge(): Promise<void> {
    ending.abort();
    window.letClose();
    await supervisor.stop();
  }
}
