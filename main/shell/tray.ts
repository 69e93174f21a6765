import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import type { Autostart } from './autostart.ts';
import type { Summary } from './summary.ts';

export interface TrayActions {
  readonly openWindow: () => void;
  readonly openLog: () => void;
  readonly openDataFolder: () => void;
  readonly restartBridge: () => void;
  readonly autostart: Pick<Autostart, 'isOn' | 'isFixed' | 'set'>;
  readonly quit: () => void;
}

/** What the tray tells just now. */
export interface TrayView {
  readonly summary: Summary;
  /** About updates. */
  readonly news: string | null;
  /** An update that a person may start. */
  readonly update: { readonly label: string; readonly install: () => void } | null;
}

/** The icon by the clock: its picture tells the mood, its menu the state in words. `show` is called at every change. */
export function createTray(iconDir: string, actions: TrayActions): { show(view: TrayView): void } {
  const picture = (mood: Summary['mood']) => nativeImage.createFromPath(path.join(iconDir, `tray-${mood}.png`));
  const tray = new Tray(picture('stopped'));
  tray.on('click', actions.openWindow);
  let shown = '';

  return {
    show(view) {
      const { summary } = view;
      // Menus that are rebuilt under a person's finger close; so only what changed is shown.
      const key = JSON.stringify([view, actions.autostart.isOn(), actions.autostart.isFixed()]);
      if (key === shown) return;
      shown = key;
      tray.setImage(picture(summary.mood));
      tray.setToolTip(`Puente: ${summary.line}`);
      tray.setContextMenu(Menu.buildFromTemplate(menu(view, actions)));
    },
  };
}

function menu({ summary, news, update }: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  const { autostart } = actions;
  return [
    { id: 'state', label: summary.line, enabled: false },
    ...(news ? [{ id: 'news', label: news, enabled: false }] : []),
    ...(update ? [{ id: 'update', label: update.label, click: update.install }] : []),
    { type: 'separator' },
    { id: 'open', label: 'Abrir Puente', click: actions.openWindow },
    { id: 'log', label: 'Ver el registro del puente', click: actions.openLog },
    { id: 'data', label: 'Abrir la carpeta de datos', click: actions.openDataFolder },
    { id: 'restart', label: 'Reiniciar el puente', click: actions.restartBridge },
    {
      id: 'login',
      label: autostart.isFixed() ? 'Inicia con la computadora (lo fijó informática)' : 'Iniciar con la computadora',
      type: 'checkbox',
      checked: autostart.isOn(),
      enabled: !autostart.isFixed(),
      click: (item) => autostart.set(item.checked),
    },
    { type: 'separator' },
    { id: 'quit', label: 'Salir', click: actions.quit },
  ];
}
