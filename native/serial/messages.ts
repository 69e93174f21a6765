import { z } from 'zod';
import { usbIdentitySchema } from '../../main/contract/devices.ts';
import { lineSettingsSchema } from '../../main/contract/serial-profile.ts';

/** What the bridge and a port's own process say to each other. Both sides check what they read. */

const portInfoSchema = z.strictObject({ path: z.string(), name: z.string(), usb: usbIdentitySchema.nullable() });

export const toPortSchema = z.discriminatedUnion('say', [
  z.strictObject({
    say: z.literal('open'),
    device: z.enum(['serial', 'file']),
    path: z.string(),
    usb: usbIdentitySchema.nullable(),
    line: lineSettingsSchema.nullable(),
    /** The shop's other devices, whose ports are not this one's under a new name. */
    others: z.array(z.strictObject({ path: z.string(), usb: usbIdentitySchema.nullable() })),
  }),
  z.strictObject({ say: z.literal('write'), id: z.int(), base64: z.string() }),
  z.strictObject({ say: z.literal('ping'), id: z.int() }),
  z.strictObject({ say: z.literal('list') }),
]);
export type ToPort = z.infer<typeof toPortSchema>;

export const fromPortSchema = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('ready') }),
  z.strictObject({ say: z.literal('opened'), path: z.string(), usb: usbIdentitySchema.nullable() }),
  /** The port could not be opened, or was lost; the process stays and may be asked to open again. */
  z.strictObject({ say: z.literal('lost'), reason: z.string() }),
  z.strictObject({ say: z.literal('data'), base64: z.string(), atMs: z.number() }),
  z.strictObject({ say: z.literal('written'), id: z.int(), error: z.string().nullable() }),
  z.strictObject({ say: z.literal('pong'), id: z.int() }),
  z.strictObject({ say: z.literal('ports'), ports: z.array(portInfoSchema) }),
]);
export type FromPort = z.infer<typeof fromPortSchema>;
