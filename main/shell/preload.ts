import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop } from '../contract/desktop.ts';

// Types only from elsewhere: a sandboxed preload is one file, and may load nothing but Electron.
const call = (name: keyof Desktop, ...words: unknown[]): Promise<never> =>
  ipcRenderer.invoke(`puente:${name}`, ...words) as Promise<never>;

const desktop: Desktop = {
  pickFolder: () => call('pickFolder'),
  openDataFolder: () => call('openDataFolder'),
  openLogs: () => call('openLogs'),
  startsAtLogin: () => call('startsAtLogin'),
  setStartsAtLogin: (on) => call('setStartsAtLogin', on),
  restartBridge: () => call('restartBridge'),
  setStrip: (heightPx) => call('setStrip', heightPx),
  savePdf: (name) => call('savePdf', name),
  tellChoices: (choices) => call('tellChoices', choices),
};
contextBridge.exposeInMainWorld('puente', desktop);
