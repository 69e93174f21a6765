import type { Config } from '../../../main/contract/config.ts';
import type { PortInfo } from '../../../main/contract/devices.ts';

export type Devices = Config['devices'];
export const KINDS = ['serial', 'displays', 'printers'] as const;
export type Kind = (typeof KINDS)[number];
/** The profiles that ship with the bridge, the usual one first. */
export const PROFILES = [
  'transbank-cents',
  'transbank-units',
  'generic-lrc',
  'generic-lrc-7f',
  'generic-crc16',
  'plain-line',
] as const;

/** What a person has typed so far. */
export interface Draft {
  readonly id: string;
  readonly way: 'serial' | 'tcp' | 'device';
  /** A port of this machine, or as written by hand. */
  readonly path: string;
  readonly baudRate: string;
  readonly profile: (typeof PROFILES)[number];
  readonly dialect: 'escpos' | 'cd5220';
  readonly terminal: string;
  readonly host: string;
  readonly port: string;
  readonly paper: '80' | '58';
}
export const EMPTY: Draft = {
  id: '',
  way: 'serial',
  path: '',
  baudRate: '',
  profile: 'transbank-cents',
  dialect: 'escpos',
  terminal: '',
  host: '',
  port: '9100',
  paper: '80',
};

export type DraftFaults = Partial<Record<keyof Draft, 'id' | 'taken' | 'host' | 'port' | 'path' | 'baudRate'>>;

/** What is wrong, by field; none when it can be saved. */
export function findDraftFaults(draft: Draft, kind: Kind, taken: readonly string[]): DraftFaults {
  const faults: DraftFaults = {};
  if (!/^[\p{L}\p{N}_.-]{1,24}$/u.test(draft.id)) faults.id = 'id';
  else if (taken.includes(draft.id)) faults.id = 'taken';
  if (kind === 'printers' && draft.way === 'tcp') {
    if (draft.host === '') faults.host = 'host';
    if (!/^\d{1,5}$/.test(draft.port) || Number(draft.port) < 1 || Number(draft.port) > 65_535) faults.port = 'port';
    return faults;
  }
  if (draft.path === '') faults.path = 'path';
  if (draft.baudRate !== '' && !/^\d{3,6}$/.test(draft.baudRate)) faults.baudRate = 'baudRate';
  return faults;
}

/** The configuration with the new device in it; what the draft does not say is left to the bridge's defaults. */
export function withDevice(devices: Devices, kind: Kind, draft: Draft, ports: readonly PortInfo[]): Devices {
  const { id } = draft;
  const usb = ports.find(({ path }) => path === draft.path)?.usb;
  const place = {
    path: draft.path,
    ...(usb ? { usb } : {}),
    ...(draft.baudRate === '' ? {} : { line: { baudRate: Number(draft.baudRate) } }),
  };
  const terminal = draft.terminal === '' ? {} : { terminal: draft.terminal };
  const via =
    draft.way === 'tcp'
      ? { kind: 'tcp', host: draft.host, port: Number(draft.port) }
      : draft.way === 'device'
        ? { kind: 'device', path: draft.path }
        : { kind: 'serial', ...place };
  const made = {
    serial: { id, ...place, ...terminal, profile: draft.profile },
    displays: { id, ...place, ...terminal, dialect: draft.dialect },
    printers: { id, via, paperMm: Number(draft.paper) },
  }[kind];
  // Complete once the bridge has filled in its defaults.
  return { ...devices, [kind]: [...devices[kind], made] };
}
