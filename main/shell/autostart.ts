import { app } from 'electron';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../write-file.ts';

export interface Autostart {
  isOn(): boolean;
  /** Set for every user of this PC by the installer: not this user's to change. */
  isFixed(): boolean;
  set(on: boolean): void;
  /** The system started us at log-on. A Mac tells it this way, because login items there carry no words. */
  startedUs(): boolean;
}

const HIDDEN = ['--hidden'];

/** The start with the computer, as this system does it. */
export const createAutostart = (env: NodeJS.ProcessEnv, platform = process.platform): Autostart =>
  platform === 'linux' ? createDesktopEntry(env) : createLoginItem(platform);

function createLoginItem(platform: NodeJS.Platform): Autostart {
  const settings = () => app.getLoginItemSettings({ args: HIDDEN });
  const isFixed = (): boolean =>
    platform === 'win32' && settings().launchItems.some(({ scope, enabled }) => scope === 'machine' && enabled);
  return {
    isOn: () => settings().openAtLogin || isFixed(),
    isFixed,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: HIDDEN }),
    startedUs: () => platform === 'darwin' && settings().wasOpenedAtLogin,
  };
}

/** Electron has no login items on Linux: an entry of the XDG autostart specification instead. */
function createDesktopEntry(env: NodeJS.ProcessEnv): Autostart {
  const configHome = env['XDG_CONFIG_HOME'] ?? path.join(app.getPath('home'), '.config');
  const file = path.join(configHome, 'autostart', 'puente.desktop');
  // An AppImage is mounted somewhere else at each start; its own file stays where it is.
  const program = env['APPIMAGE'] ?? app.getPath('exe');
  return {
    isOn: () => existsSync(file),
    isFixed: () => false,
    set(on) {
      if (on) writeFileAtomically(file, desktopEntry(program));
      else rmSync(file, { force: true });
    },
    startedUs: () => false,
  };
}

/** In `Exec`, quotes, backslashes, dollars and backquotes are escaped, and the escapes once more as in any string; % starts a field code. */
function desktopEntry(program: string): string {
  const quoted = `"${program
    .replace(/["\\$`]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
  return `[Desktop Entry]\nType=Application\nName=Puente\nExec=${quoted} ${HIDDEN.join(' ')}\nX-GNOME-Autostart-enabled=true\n`;
}
