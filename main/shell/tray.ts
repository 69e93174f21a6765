import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import type { Summary } from './summary.ts';

export interface TrayActions {
  readonly openWindow: () => void;
  readonly openLog: () => void;
  readonly openDataFolder: () => void;
  readonly restartBridge: () => void;
  readonly startsAtLogin: () => boolean;
  readonly setStartsAtLogin: (on: boolean) => void;
  readonly quit: () => void;
}

/** The icon by the clock: its picture tells the mood, its menu the state in words. `show` is called at every change. */
export function createTray(
  iconDir: string,
  actions: TrayActions,
): { show(summary: Summary, news: string | null): void } {
  const picture = (mood: Summary['mood']) => nativeImage.createFromPath(path.join(iconDir, `tray-${mood}.png`));
  const tray = new Tray(picture('stopped'));
  tray.on('click', actions.openWindow);
  let shown = '';

  return {
    show(summary, news) {
      // Menus that are rebuilt under a person's finger close; so only what changed is shown.
      const key = JSON.stringify([summary, news, actions.startsAtLogin()]);
      if (key === shown) return;
      shown = key;
      tray.setImage(picture(summary.mood));
      tray.setToolTip(`Puente: ${summary.line}`);
      tray.setContextMenu(Menu.buildFromTemplate(menu(summary, news, actions)));
    },
  };
}

function menu(summary: Summary, news: string | null, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { id: 'state', label: summary.line, enabled: false },
    ...(news ? [{ id: 'news', label: news, enabled: false }] : []),
    { type: 'separator' },
    { id: 'open', label: 'Abrir Puente', click: actions.openWindow },
    { id: 'log', label: 'Ver el registro del puente', click: actions.openLog },
    { id: 'data', label: 'Abrir la carpeta de datos', click: actions.openDataFolder },
    { id: 'restart', label: 'Reiniciar el puente', click: actions.restartBridge },
    {
      id: 'login',
      label: 'Iniciar con la computadora',
      type: 'checkbox',
      checked: actions.startsAtLogin(),
      click: (item) => actions.setStartsAtLogin(item.checked),
    },
    { type: 'separator' },
    { id: 'quit', label: 'Salir', click: actions.quit },
  ];
}
