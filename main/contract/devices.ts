import { z } from 'zod';
import { configFault } from './config-words.ts';
import { CURRENCIES } from './money.ts';
import { lineSettingsSchema, serialEncodingSchema, serialProfileSchema } from './serial-profile.ts';

/** `devices` in config.json: the shop's own hardware. Every object is strict, so that a misspelt key is an error that names it. */

const deviceId = z.string().regex(/^[\p{L}\p{N}_.-]{1,24}$/u);
/** Windows' other ways to write a port (`\\.\COM10`, `COM3:`, `com3`): the library knows `COM10` alone. */
export const barePort = (path: string): string => {
  const com = /^(?:\\\\[.?]\\)?(COM\d{1,3}):?$/i.exec(path.trim())?.[1];
  return com === undefined ? path : com.toUpperCase();
};
const portPath = z.string().min(1).max(200).overwrite(barePort);

/** How a USB adapter is found again when Windows or Linux gives it another name after it was unplugged. */
export const usbIdentitySchema = z.strictObject({
  vendorId: z.string().regex(/^[0-9a-fA-F]{4}$/),
  productId: z.string().regex(/^[0-9a-fA-F]{4}$/),
  serialNumber: z.string().max(100).optional(),
});
export type UsbIdentity = z.infer<typeof usbIdentitySchema>;

/** A port as the settings list it. */
export interface PortInfo {
  readonly path: string;
  /** For people: `COM3: Prolific USB-to-Serial (067b:2303)`. */
  readonly name: string;
  readonly usb: UsbIdentity | null;
}

const partialLine = lineSettingsSchema.partial();

export const tillPortSchema = z.strictObject({
  id: deviceId,
  path: portPath,
  usb: usbIdentitySchema.optional(),
  /** The name of a shipped profile, or a whole profile. */
  profile: z.union([z.string().min(1).max(40), serialProfileSchema]),
  line: partialLine.prefault({}),
  /** Alias or id; the default terminal without it. */
  terminal: z.string().min(1).max(64).optional(),
  currency: z.enum(CURRENCIES).optional(),
  /**
   * The order number of a ticket. Tills count from 1 again, so the day is part of it unless told otherwise: without it a
   * ticket number of last month would be answered with last month's payment.
   */
  orderId: z
    .string()
    .max(40)
    .regex(/\{ticket\}/, configFault('ticket_needed'))
    .default('{port}-{date}-{ticket}'),
  enabled: z.boolean().default(true),
});
export type TillPort = z.infer<typeof tillPortSchema>;

const displayText = z.string().max(20);
export const customerDisplaySchema = z.strictObject({
  id: deviceId,
  path: portPath,
  usb: usbIdentitySchema.optional(),
  line: partialLine.prefault({}),
  dialect: z.enum(['escpos', 'cd5220']).default('escpos'),
  /** The display's character set; `select` is the number that `ESC t` chooses it with, none sends no choice. */
  encoding: serialEncodingSchema.default('cp437'),
  select: z.int().min(0).max(255).optional(),
  terminal: z.string().min(1).max(64).optional(),
  welcome: z.tuple([displayText, displayText]).default(['Bienvenido', '']),
  /** How long "Gracias" and the like stay before the welcome returns. */
  restMs: z.int().min(500).max(600_000).default(8000),
  enabled: z.boolean().default(true),
});
export type CustomerDisplay = z.infer<typeof customerDisplaySchema>;

export const PRINT_KINDS = ['voucher', 'in_doubt', 'day_close'] as const;
export type PrintKind = (typeof PRINT_KINDS)[number];

export const receiptPrinterSchema = z.strictObject({
  id: deviceId,
  via: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('serial'),
      path: portPath,
      usb: usbIdentitySchema.optional(),
      line: partialLine.prefault({}),
    }),
    z.strictObject({
      kind: z.literal('tcp'),
      host: z.string().min(1).max(200),
      port: z.int().min(1).max(65_535).default(9100),
    }),
    z.strictObject({ kind: z.literal('device'), path: portPath }),
  ]),
  paperMm: z.union([z.literal(58), z.literal(80)]).default(80),
  encoding: z.enum(['cp437', 'cp850', 'cp858', 'windows1252']).default('cp858'),
  prints: z.array(z.enum(PRINT_KINDS)).default(['voucher', 'in_doubt', 'day_close']),
  /** Only these terminals (alias or id); all when empty. */
  terminals: z.array(z.string()).default([]),
  header: z.array(z.string().max(48)).max(8).default([]),
  footer: z.array(z.string().max(48)).max(8).default([]),
  /** Opens the cash drawer with each voucher. */
  drawer: z.boolean().default(false),
  cut: z.boolean().default(true),
  /** `ask`: paper is asked for before, and the end of the job after printing; `blind`: a printer that never answers, as every device file. */
  status: z.enum(['ask', 'blind']).default('ask'),
  enabled: z.boolean().default(true),
});
export type ReceiptPrinter = z.infer<typeof receiptPrinterSchema>;

export const devicesSchema = z
  .strictObject({
    serial: z.array(tillPortSchema).default([]),
    displays: z.array(customerDisplaySchema).default([]),
    printers: z.array(receiptPrinterSchema).default([]),
  })
  .superRefine((devices, ctx) => {
    const claim = (seen: Map<string, string>, value: string, at: string, path: (string | number)[]) => {
      const holder = seen.get(value);
      if (holder !== undefined) ctx.addIssue({ code: 'custom', path, message: configFault('used_by', value, holder) });
      else seen.set(value, at);
    };
    const ids = new Map<string, string>();
    const paths = new Map<string, string>();
    for (const kind of ['serial', 'displays', 'printers'] as const)
      devices[kind].forEach((device, index) => {
        claim(ids, device.id, `${kind}.${index}`, [kind, index, 'id']);
        const path = 'via' in device ? (device.via.kind === 'tcp' ? undefined : device.via.path) : device.path;
        if (path !== undefined && device.enabled) claim(paths, path, `${kind}.${index}`, [kind, index, 'path']);
      });
  });
export type DevicesConfig = z.infer<typeof devicesSchema>;

export const LINE_STATES = ['opening', 'open', 'lost', 'closed'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** A device as the settings show it. */
export interface DeviceStatus {
  readonly id: string;
  readonly kind: 'serial' | 'display' | 'printer';
  readonly state: LineState | 'idle' | 'printing' | 'no_paper' | 'unreachable';
  /** In plain Spanish and English, with what to do next; null when all is well. */
  readonly problem: { readonly es: string; readonly en: string } | null;
  readonly waitingJobs: number;
}

/** One stretch of traffic of a port, masked. */
export interface TrafficLine {
  readonly atMs: number;
  readonly direction: 'in' | 'out';
  readonly text: string;
  readonly hex: string;
}
