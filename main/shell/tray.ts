import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import type { Lang } from '../contract/faults.ts';
import type { Autostart } from './autostart.ts';
import type { Summary } from './summary.ts';
import { describeUpdate, type UpdateNews } from './updates.ts';

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
  readonly lang: Lang;
  /** About updates. */
  readonly news: UpdateNews | null;
  /** An update that a person may start. */
  readonly update: { readonly version: string; readonly install: () => void } | null;
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

const WORDS = {
  es: {
    open: 'Abrir Puente',
    log: 'Ver el registro del puente',
    data: 'Abrir la carpeta de datos',
    restart: 'Reiniciar el puente',
    login: 'Iniciar con la computadora',
    loginFixed: 'Inicia con la computadora (lo fijó informática)',
    quit: 'Salir',
  },
  en: {
    open: 'Open Puente',
    log: "See the bridge's log",
    data: 'Open the data folder',
    restart: 'Restart the bridge',
    login: 'Start with the computer',
    loginFixed: 'Starts with the computer (set by IT)',
    quit: 'Quit',
  },
} as const satisfies Record<Lang, unknown>;

function menu({ summary, news, update, lang }: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  const { autostart } = actions;
  const words = WORDS[lang];
  return [
    { id: 'state', label: summary.line, enabled: false },
    ...(news ? [{ id: 'news', label: describeUpdate(news, lang), enabled: false }] : []),
    ...(update
      ? [
          {
            id: 'update',
            label: describeUpdate({ kind: 'offered', version: update.version }, lang),
            click: update.install,
          },
        ]
      : []),
    { type: 'separator' },
    { id: 'open', label: words.open, click: actions.openWindow },
    { id: 'log', label: words.log, click: actions.openLog },
    { id: 'data', label: words.data, click: actions.openDataFolder },
    { id: 'restart', label: words.restart, click: actions.restartBridge },
    {
      id: 'login',
      label: autostart.isFixed() ? words.loginFixed : words.login,
      type: 'checkbox',
      checked: autostart.isOn(),
      enabled: !autostart.isFixed(),
      click: (item) => autostart.set(item.checked),
    },
    { type: 'separator' },
    { id: 'quit', label: words.quit, click: actions.quit },
  ];
}
