// `npm start`: builds what is missing and opens the desktop app.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { buildIfStale } from './build.mjs';
import { root } from './layout.mjs';

const NO_ELECTRON = `
No se pudo abrir la aplicación de escritorio: falta el programa Electron y no se pudo descargar.
Revise su conexión (o el proxy: HTTPS_PROXY) y repita "npm start". Mientras tanto puede usar Puente sin escritorio:
  npm run demo                                  prueba completa en el navegador, sin configurar nada
  npm run serve -- --data ./datos-puente        el puente con sus datos, la ventana en el navegador

The desktop app cannot open: the Electron binary is missing and could not be downloaded.
Check the connection (or the proxy: HTTPS_PROXY) and run "npm start" again. Meanwhile Puente runs without a desktop:
  npm run demo                                  the whole thing in the browser, nothing to configure
  npm run serve -- --data ./puente-data         the bridge with its data, its window in the browser
`;

await buildIfStale();
const electron = findElectron();
if (!electron) {
  console.error(NO_ELECTRON);
  process.exit(1);
}
const child = spawn(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit', windowsHide: false });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`${error.message}\n${NO_ELECTRON}`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));

/** The path of the Electron binary; the package downloads it on first use. Null when it cannot be had. */
function findElectron() {
  try {
    return createRequire(import.meta.url)('electron');
  } catch (error) {
    console.error(error.message);
    return null;
  }
}
