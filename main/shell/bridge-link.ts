import { z } from 'zod';
import { fromPortSchema, toPortSchema } from '../../native/serial/messages.ts';
import { SECRET_NAMES } from '../secret-place.ts';

/** What the shell and the bridge's process say to each other. Both sides check what they read. */

/** Events of the PC that the bridge acts upon: it asks Recurrente anew after sleep or a network change. */
export const POWER_EVENTS = ['suspend', 'resume', 'shutdown'] as const;

export const startMessageSchema = z.strictObject({
  say: z.literal('start'),
  dataDir: z.string(),
  rendererDir: z.string(),
  port: z.int().nullable(),
  sandbox: z.boolean(),
  recurrente: z.string().nullable(),
  /** Out of the operating system's vault; null when it has none. A name that is missing is kept in the data folder. */
  secrets: z.partialRecord(z.enum(SECRET_NAMES), z.string().nullable()),
  /** The proxy that the operating system names for Recurrente (`http://host:port`), if any. */
  proxy: z.string().nullable(),
});
export type StartMessage = z.infer<typeof startMessageSchema>;

export const toBridgeSchema = z.discriminatedUnion('say', [
  startMessageSchema,
  z.strictObject({ say: z.literal('stop') }),
  z.strictObject({ say: z.literal('power'), event: z.enum(POWER_EVENTS) }),
  z.strictObject({ say: z.literal('network'), online: z.boolean() }),
  /** The system names another proxy now. */
  z.strictObject({ say: z.literal('proxy'), proxy: z.string().nullable() }),
  z.strictObject({ say: z.literal('ping') }),
  z.strictObject({ say: z.literal('secret-kept'), id: z.int(), refusal: z.string().nullable() }),
  z.strictObject({ say: z.literal('port-said'), port: z.int(), message: fromPortSchema }),
  z.strictObject({ say: z.literal('port-ended'), port: z.int(), reason: z.string() }),
]);
export type ToBridge = z.infer<typeof toBridgeSchema>;

export const fromBridgeSchema = z.discriminatedUnion('say', [
  z.strictObject({
    say: z.literal('ready'),
    url: z.string(),
    port: z.int(),
    apiKey: z.string(),
    /** Where the simulated Recurrente shows its terminals, when it runs. */
    sandboxUrl: z.string().nullable(),
  }),
  /** It will not start until a person acts; the codes are those of `puente serve`. */
  z.strictObject({ say: z.literal('refused'), exitCode: z.int(), message: z.string() }),
  z.strictObject({ say: z.literal('pong') }),
  z.strictObject({
    say: z.literal('keep-secret'),
    id: z.int(),
    name: z.enum(SECRET_NAMES),
    text: z.string().nullable(),
  }),
  z.strictObject({ say: z.literal('start-port'), port: z.int() }),
  z.strictObject({ say: z.literal('tell-port'), port: z.int(), message: toPortSchema }),
  z.strictObject({ say: z.literal('end-port'), port: z.int() }),
]);
export type FromBridge = z.infer<typeof fromBridgeSchema>;
