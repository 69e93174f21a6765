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

type Device = Devices[Kind][number];
/** A profile that stands in config.json itself: kept as it is unless another is chosen. */
export const OWN_PROFILE = 'own';

/** What a person has typed so far. */
export interface Draft {
  readonly id: string;
  readonly way: 'serial' | 'tcp' | 'device';
  /** A port of this machine, or as written by hand. */
  readonly path: string;
  readonly baudRate: string;
  readonly profile: (typeof PROFILES)[number] | typeof OWN_PROFILE;
  readonly dialect: 'escpos' | 'cd5220';
  /** The two rows of a display that waits. */
  readonly welcome: readonly [string, string];
  readonly terminal: string;
  readonly host: string;
  readonly port: string;
  readonly paper: '80' | '58';
  /** A line each, over and under every slip. */
  readonly header: string;
  readonly footer: string;
  readonly drawer: boolean;
}
export const EMPTY: Draft = {
  id: '',
  way: 'serial',
  path: '',
  baudRate: '',
  profile: 'transbank-cents',
  dialect: 'escpos',
  welcome: ['Bienvenido', ''],
  terminal: '',
  host: '',
  port: '9100',
  paper: '80',
  header: '',
  footer: '',
  drawer: false,
};

/** A device as the form shows it. */
export function draftOf(device: Device): Draft {
  const line = 'via' in device ? (device.via.kind === 'serial' ? device.via.line : {}) : device.line;
  const common = { ...EMPTY, id: device.id, baudRate: line.baudRate === undefined ? '' : String(line.baudRate) };
  if ('via' in device) {
    const { via, paperMm, header, footer, drawer } = device;
    return {
      ...common,
      way: via.kind,
      ...(via.kind === 'tcp' ? { host: via.host, port: String(via.port) } : { path: via.path }),
      paper: paperMm === 58 ? '58' : '80',
      header: header.join('\n'),
      footer: footer.join('\n'),
      drawer,
    };
  }
  const placed = { ...common, path: device.path, terminal: device.terminal ?? '' };
  if ('dialect' in device) return { ...placed, dialect: device.dialect, welcome: device.welcome };
  return { ...placed, profile: PROFILES.find((name) => name === device.profile) ?? OWN_PROFILE };
}

export type DraftFaults = Partial<
  Record<keyof Draft, 'id' | 'taken' | 'host' | 'port' | 'path' | 'baudRate' | 'lines'>
>;

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line, at, all) => line !== '' || at < all.length - 1);
const fits = (text: string): boolean => linesOf(text).length <= 8 && linesOf(text).every((line) => line.length <= 48);

/** What is wrong, by field; none when it can be saved. `taken`: the names of the other devices. */
export function findDraftFaults(draft: Draft, kind: Kind, taken: readonly string[]): DraftFaults {
  const faults: DraftFaults = {};
  if (!/^[\p{L}\p{N}_.-]{1,24}$/u.test(draft.id)) faults.id = 'id';
  else if (taken.includes(draft.id)) faults.id = 'taken';
  if (kind === 'printers')
    for (const part of ['header', 'footer'] as const) if (!fits(draft[part])) faults[part] = 'lines';
  if (kind === 'printers' && draft.way === 'tcp') {
    if (draft.host === '') faults.host = 'host';
    if (!/^\d{1,5}$/.test(draft.port) || Number(draft.port) < 1 || Number(draft.port) > 65_535) faults.port = 'port';
    return faults;
  }
  if (draft.path === '') faults.path = 'path';
  if (draft.baudRate !== '' && !/^\d{3,6}$/.test(draft.baudRate)) faults.baudRate = 'baudRate';
  return faults;
}

/**
 * The configuration with the device in it, new or in the place of the one that it was. What the form does not show stays as it
 * stands in the file, and what a new draft does not say is left to the bridge's defaults.
 */
export function withDevice(
  devices: Devices,
  kind: Kind,
  draft: Draft,
  ports: readonly PortInfo[],
  before?: Device,
): Devices {
  const { id } = draft;
  const was = before && ('via' in before ? (before.via.kind === 'tcp' ? undefined : before.via) : before);
  // An adapter that is unplugged now keeps what it is known by; another port is another adapter.
  const usb = was?.path === draft.path && 'usb' in was ? was.usb : ports.find(({ path }) => path === draft.path)?.usb;
  const { baudRate: _, ...line } = was && 'line' in was ? was.line : {};
  const place = {
    path: draft.path,
    ...(usb ? { usb } : {}),
    line: draft.baudRate === '' ? line : { ...line, baudRate: Number(draft.baudRate) },
  };
  const via =
    draft.way === 'tcp'
      ? { kind: 'tcp', host: draft.host, port: Number(draft.port) }
      : draft.way === 'device'
        ? { kind: 'device', path: draft.path }
        : { kind: 'serial', ...place };
  const { usb: __, terminal: ___, ...rest } = { usb: undefined, terminal: undefined, ...before };
  const placed = { ...rest, id, ...place, ...(draft.terminal === '' ? {} : { terminal: draft.terminal }) };
  const made = {
    serial: { ...placed, ...(draft.profile === OWN_PROFILE ? {} : { profile: draft.profile }) },
    displays: { ...placed, dialect: draft.dialect, welcome: draft.welcome },
    printers: {
      ...before,
      id,
      via,
      paperMm: Number(draft.paper),
      header: linesOf(draft.header),
      footer: linesOf(draft.footer),
      drawer: draft.drawer,
    },
  }[kind];
  // Complete once the bridge has filled in its defaults.
  const list = devices[kind];
  return {
    ...devices,
    [kind]: before ? list.map((each) => (each.id === before.id ? made : each)) : [...list, made],
  };
}
