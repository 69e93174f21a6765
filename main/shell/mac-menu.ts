import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Lang } from '../contract/faults.ts';

const WORDS = {
  es: {
    hide: 'Ocultar Puente',
    others: 'Ocultar otros',
    quit: 'Salir de Puente',
    edit: 'Edición',
    undo: 'Deshacer',
    redo: 'Rehacer',
    cut: 'Cortar',
    copy: 'Copiar',
    paste: 'Pegar',
    all: 'Seleccionar todo',
    window: 'Ventana',
    minimize: 'Minimizar',
    close: 'Cerrar',
  },
  en: {
    hide: 'Hide Puente',
    others: 'Hide others',
    quit: 'Quit Puente',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    all: 'Select all',
    window: 'Window',
    minimize: 'Minimize',
    close: 'Close',
  },
} as const satisfies Record<Lang, unknown>;

/**
 * The bar at the top of a Mac's screen, without which there is no copy and paste there. Electron's own speaks English and offers
 * the developer tools. Elsewhere, and in development, it is left as it is. Called at every change of language.
 */
export function createMacMenu(packaged: boolean, platform = process.platform): (lang: Lang) => void {
  let shown: Lang | undefined;
  return (lang) => {
    if (!packaged || platform !== 'darwin' || lang === shown) return;
    shown = lang;
    Menu.setApplicationMenu(Menu.buildFromTemplate(template(lang)));
  };
}

function template(lang: Lang): MenuItemConstructorOptions[] {
  const words = WORDS[lang];
  const line = { type: 'separator' } as const;
  return [
    {
      label: 'Puente',
      submenu: [
        { role: 'hide', label: words.hide },
        { role: 'hideOthers', label: words.others },
        line,
        { role: 'quit', label: words.quit },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        line,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.all },
      ],
    },
    {
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        { role: 'close', label: words.close },
      ],
    },
  ];
}
