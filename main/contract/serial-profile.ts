import { z } from 'zod';

/**
 * How a till speaks to a card terminal over a serial line, as data: framing, checksum, signals, waits, the unit of amounts, the
 * fields of each request and answer, and the code for each outcome. The bridge plays the terminal. Shipped profiles are in
 * native/profiles/serial/; a shop may write its own in config.json. Amount units are fixed here, never guessed from the bytes.
 */

export const lineSettingsSchema = z.strictObject({
  baudRate: z.int().min(300).max(921_600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
});
export type LineSettings = z.infer<typeof lineSettingsSchema>;

/** Character sets of old tills and pole displays; `ascii` writes ñ as n and á as a. */
export const SERIAL_ENCODINGS = ['ascii', 'cp437', 'cp850', 'cp858', 'windows1252'] as const;
export const serialEncodingSchema = z.enum(SERIAL_ENCODINGS);
export type SerialEncoding = z.infer<typeof serialEncodingSchema>;

/** `lrc`: XOR; `lrc-7f`: XOR seeded with 0x7F; `crc16`: CRC-16/ARC, low byte first; `none`: the line is trusted. */
export const CHECKSUMS = ['lrc', 'lrc-7f', 'crc16', 'none'] as const;
export type ChecksumName = (typeof CHECKSUMS)[number];

export const framingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('stx-etx'),
    checksum: z.enum(CHECKSUMS),
    /** Bytes under the checksum: the data alone, data + ETX (the common rule), or STX + data + ETX. */
    covers: z.enum(['data', 'data+etx', 'stx+data+etx']).default('data+etx'),
    maxBytes: z.int().min(8).max(4096).default(512),
    byteGapMs: z.int().min(1).max(10_000).default(100),
  }),
  z.strictObject({
    kind: z.literal('line'),
    /** What ends the lines that the bridge writes; CR, LF and CRLF are all understood. */
    end: z.enum(['crlf', 'cr', 'lf']).default('crlf'),
    maxBytes: z.int().min(8).max(4096).default(512),
    byteGapMs: z.int().min(1).max(60_000).default(5000),
  }),
]);
export type Framing = z.infer<typeof framingSchema>;

/** What a till can ask. `hello` is answered by the ACK alone; `unsupported` is understood and refused. */
export const ASKS = ['sale', 'last_sale', 'totals', 'close', 'hello', 'unsupported'] as const;
export type Ask = (typeof ASKS)[number];

export const REQUEST_FIELDS = ['amount', 'ticket', 'installments', 'ignored'] as const;
const requestSchema = z.strictObject({
  code: z.string().min(1).max(12),
  asks: z.enum(ASKS),
  fields: z
    .array(
      z.strictObject({
        name: z.enum(REQUEST_FIELDS),
        /** Longer is an error, never cut. */
        max: z.int().min(1).max(64),
        required: z.boolean().default(false),
      }),
    )
    .default([]),
});

export const ANSWER_VALUES = [
  'code',
  'message',
  'ticket',
  'amount',
  'paid_amount',
  'tip',
  'auth_code',
  'last4',
  'network',
  'installments',
  'date',
  'time',
  'terminal',
  'charge_id',
  'count',
  'total',
] as const;
export type AnswerValue = (typeof ANSWER_VALUES)[number];

const answerFieldSchema = z.union([
  z.strictObject({ is: z.string().max(40) }),
  z.strictObject({
    take: z.enum(ANSWER_VALUES),
    /** Fixed width: filled up with `pad`. A value that does not fit is an error, but for a text marked `cut`. */
    width: z.int().min(1).max(200).optional(),
    max: z.int().min(1).max(200).optional(),
    pad: z.enum([' ', '0']).default(' '),
    align: z.enum(['left', 'right']).default('left'),
    cut: z.boolean().default(false),
  }),
]);
export type AnswerField = z.infer<typeof answerFieldSchema>;

/** Every outcome that a till must be able to tell apart; the wire code for each. */
const OUTCOMES = [
  'paid',
  'declined',
  'cancelled',
  'in_doubt',
  'busy',
  'conflict',
  'amount_refused',
  'invalid',
  'none',
  'done',
  'not_yet',
  'unsupported',
] as const;
/** `refunded`: paid, and the money given back since. Tills that hand over the goods on "paid" must not hear it. */
export type Outcome = (typeof OUTCOMES)[number] | 'refunded';
const code = z.string().min(1).max(12);

export const serialProfileSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    name: z.strictObject({ es: z.string(), en: z.string() }),
    line: lineSettingsSchema,
    framing: framingSchema,
    encoding: serialEncodingSchema,
    separator: z.string().length(1),
    signals: z
      .strictObject({
        /** What the bridge writes when a request is safely stored, and when it must be sent again; hex bytes or a text line. */
        ack: z.union([
          z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2})+$/i) }),
          z.strictObject({ text: z.string() }),
        ]),
        nak: z.union([
          z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2})+$/i) }),
          z.strictObject({ text: z.string() }),
        ]),
      })
      .optional(),
    /** True when the till acknowledges answers (06) or asks for them again (15). */
    acknowledged: z.boolean(),
    ackTimeoutMs: z.int().min(50).max(60_000).default(2000),
    resends: z.int().min(0).max(10).default(2),
    /** Shorter than the till's own patience: at this age an open charge is answered with `in_doubt`. */
    answerWithinMs: z.int().min(6000).max(600_000).default(140_000),
    amount: z.strictObject({ unit: z.enum(['cents', 'units', 'decimal']) }),
    /** A ticket that was declined, whose answer the till acknowledged, and that comes again: the old answer, or a new try. */
    repeatAfterDecline: z.enum(['answer', 'retry']).default('answer'),
    requests: z.array(requestSchema).min(1),
    answers: z.strictObject({
      sale: z.array(answerFieldSchema).min(1),
      last_sale: z.array(answerFieldSchema).min(1),
      totals: z.array(answerFieldSchema).min(1),
      close: z.array(answerFieldSchema).min(1),
      unsupported: z.array(answerFieldSchema).min(1),
    }),
    codes: z.strictObject({
      ...(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, code])) as Record<
        (typeof OUTCOMES)[number],
        typeof code
      >),
      /** A profile without it tells a refunded sale as `cancelled`. */
      refunded: code.optional(),
    }),
  })
  .superRefine((profile, ctx) => {
    // Whatever a sale, or the question for the last one, can be answered with: a till must not take it for paid.
    for (const outcome of [...OUTCOMES, 'refunded'] as const)
      if (!['paid', 'done', 'not_yet'].includes(outcome) && profile.codes[outcome] === profile.codes.paid)
        ctx.addIssue({ code: 'custom', path: ['codes', outcome], message: 'must differ from the code for paid' });
    if (profile.codes.in_doubt === profile.codes.declined)
      ctx.addIssue({ code: 'custom', path: ['codes', 'in_doubt'], message: 'must differ from the code for declined' });
    if (profile.acknowledged && profile.framing.kind === 'line')
      ctx.addIssue({ code: 'custom', path: ['acknowledged'], message: 'line protocols have no 06/15 answers' });
    const sale = profile.requests.find((request) => request.asks === 'sale');
    for (const name of ['amount', 'ticket'] as const)
      if (!sale?.fields.some((field) => field.name === name && field.required))
        ctx.addIssue({ code: 'custom', path: ['requests'], message: `a sale needs the required field "${name}"` });
  });
export type SerialProfile = z.infer<typeof serialProfileSchema>;
