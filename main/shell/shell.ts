import { app, protocol } from 'electron';
import path from 'node:path';
import { defaultDataFolder } from '../data-folder.ts';
import { APP_SCHEME } from './app-protocol.ts';
import { readCommandLine } from './command-line.ts';
import { runDesktop } from './desktop.ts';
import { isCommand, runCommand } from './run-command.ts';

// Entry of the desktop app: what must be told to Electron before it is ready, and what this start is for.

const options = readCommandLine(process.argv.slice(1));
const dataDir = path.resolve(options.dataDir ?? defaultDataFolder(process.env));

// No bypassCSP, no corsEnabled: the page is as confined as any web page.
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
// A check of an installation works beside a Puente that runs; the data folder has a lock of its own.
else if (options.headless || app.requestSingleInstanceLock())
  void app.whenReady().then(() => runDesktop({ distDir: import.meta.dirname, dataDir, options }));
else app.quit();
