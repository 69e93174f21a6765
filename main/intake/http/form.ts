/** Fields that the JSON body holds as integers; amounts stay text, because they are read digit by digit. */
const INTEGERS = new Set(['amount_in_cents', 'installments', 'expires_in']);
const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  si: true,
  sí: true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

export interface Form {
  readonly body: Record<string, unknown>;
  readonly repeated: readonly string[];
}

/**
 * Reads application/x-www-form-urlencoded into the shape of the JSON body: `installments=3` → 3, `replace=si` → true,
 * `metadata.cajero=7` and `metadata[cajero]=7` → `{metadata: {cajero: "7"}}`. Fields left empty count as not sent, but for those
 * that are required. What cannot be turned stays text, and the schema says what is wrong with it.
 *
 * `decode` turns percent-decoded bytes into text (the declared charset). `repeated`: fields sent twice with different values.
 */
export function readForm(bytes: Buffer, decode: (bytes: Uint8Array) => string): Form {
  const fields = new Map<string, unknown>();
  const metadata = new Map<string, unknown>();
  const repeated = new Set<string>();
  const put = (into: Map<string, unknown>, name: string, value: unknown): void => {
    if (into.has(name) && into.get(name) !== value) repeated.add(into === metadata ? `metadata.${name}` : name);
    into.set(name, value);
  };
  for (const pair of bytes.toString('latin1').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = unescapeText(at < 0 ? pair : pair.slice(0, at), decode);
    const text = at < 0 ? '' : unescapeText(pair.slice(at + 1), decode);
    const inner = /^metadata(?:\.(.+)|\[(.+)\])$/su.exec(name);
    if (inner) put(metadata, inner[1] ?? inner[2] ?? '', text);
    else if (text !== '' || name === 'order_id') put(fields, name, coerce(name, text));
  }
  if (metadata.size > 0) put(fields, 'metadata', Object.fromEntries(metadata));
  return { body: Object.fromEntries(fields), repeated: [...repeated] };
}

/** The text is one character a byte here; only the declared character set makes letters of them. */
function unescapeText(text: string, decode: (bytes: Uint8Array) => string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decode(Buffer.from(bytes, 'latin1'));
}

function coerce(name: string, text: string): unknown {
  const trimmed = text.trim();
  if (INTEGERS.has(name)) return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
  if (name === 'replace') return WORDS[trimmed.toLowerCase()] ?? text;
  return text;
}
