import type { Status } from '../contract/charge.ts';
import type { Lang } from '../contract/faults.ts';
import type { Evidence } from './evidence.ts';
import { formatMoney } from '../contract/money.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const LOCALES: Readonly<Record<Lang, string>> = { es: 'es-GT', en: 'en-US' };

const WORDS = {
  es: {
    title: 'Prueba del cobro',
    terminal: 'terminal',
    facts: 'Datos',
    received: 'Recibido',
    by: 'por',
    status: 'Estado',
    payment: 'Pago en Recurrente',
    id: 'Identificador',
    sends: 'Envíos a Recurrente',
    none: 'Ninguno.',
    story: 'Todo lo que pasó',
    number: 'N.º',
    time: 'Hora',
    what: 'Qué pasó',
    seal: 'Sello',
    intact: (line: number) => `La bitácora está íntegra: cada línea sella la anterior, comprobadas hasta la ${line}.`,
    broken: (line: number) => `La bitácora fue alterada en la línea ${line}.`,
    made: 'Emitido',
    statuses: {
      queued: 'en fila',
      sending: 'enviando',
      pending: 'esperando a la terminal',
      dispatched: 'en la terminal',
      in_doubt: 'en duda',
      paid: 'pagado',
      declined: 'rechazado',
      failed: 'no se pudo cobrar',
      superseded: 'reemplazado',
      cancelled: 'cancelado',
      expired: 'vencido',
    } satisfies Record<Status, string>,
  },
  en: {
    title: 'Proof of the charge',
    terminal: 'terminal',
    facts: 'Facts',
    received: 'Received',
    by: 'by',
    status: 'Status',
    payment: 'Payment at Recurrente',
    id: 'Identifier',
    sends: 'Sends to Recurrente',
    none: 'None.',
    story: 'All that happened',
    number: 'No.',
    time: 'Time',
    what: 'What happened',
    seal: 'Seal',
    intact: (line: number) => `The journal is intact: each line seals the one before it, checked up to line ${line}.`,
    broken: (line: number) => `The journal was altered at line ${line}.`,
    made: 'Issued',
    statuses: {
      queued: 'queued',
      sending: 'sending',
      pending: 'waiting for the terminal',
      dispatched: 'on the terminal',
      in_doubt: 'in doubt',
      paid: 'paid',
      declined: 'declined',
      failed: 'could not be charged',
      superseded: 'replaced',
      cancelled: 'cancelled',
      expired: 'expired',
    } satisfies Record<Status, string>,
  },
};

/** The evidence as one printable page without scripts; styles carry the nonce of the answer's policy. */
export function renderEvidencePage(
  { charge, payments, verdict, lines, chain, made_at }: Evidence,
  nonce: string,
  lang: Lang,
): string {
  const words = WORDS[lang];
  const time = new Intl.DateTimeFormat(LOCALES[lang], {
    timeZone: 'America/Guatemala',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const when = (iso: string): string => time.format(new Date(iso));
  const rows = lines.map(
    (line) =>
      `<tr><td class="n">${line.seq}</td><td><time datetime="${line.at}">${escape(when(line.at))}</time></td><td>${escape(line.message)}</td><td class="h">${line.hash.slice(0, 12)}</td></tr>`,
  );
  const attempts = charge.attempts.map(
    (each) =>
      `<li><code>${escape(each.external_id)}</code>: ${escape(each.status)}${each.checkout_id ? `, checkout <code>${escape(each.checkout_id)}</code>` : ''}</li>`,
  );
  const paid = payments.map(
    (each) =>
      `${escape(formatMoney(each.amount_in_cents, charge.currency))} <code>${escape(each.payment_intent_id ?? each.checkout_id)}</code>`,
  );
  return `<!doctype html>
<html lang="${LOCALES[lang]}"><head><meta charset="utf-8"><title>${words.title} ${escape(charge.order_id)}</title>
<meta name="viewport" content="width=device-width"><style nonce="${nonce}">
:root{color-scheme:light;font:15px/1.5 system-ui,sans-serif;color:#14202b}
body{max-width:52rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.75rem 0 .5rem}
.verdict{font-size:1.2rem;font-weight:600;border-left:.4rem solid #0b6e4f;padding:.6rem 1rem;background:#eef6f2}
.verdict.no{border-color:#9a3412;background:#fdf3ec}.verdict.doubt{border-color:#a16207;background:#fdf8e3}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #d5dde3}
.n,.h{font-family:ui-monospace,monospace;font-size:.8rem;color:#51606d}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}
dt{color:#51606d}dd{margin:0}@media print{body{margin:0;max-width:none}}
</style></head><body>
<h1>${words.title} ${escape(charge.order_id)}</h1>
<p>${escape(formatMoney(charge.amount_in_cents, charge.currency))} · ${words.terminal} ${escape(charge.terminal.alias)}</p>
<p class="verdict ${charge.status === 'in_doubt' ? 'doubt' : charge.paid && payments.length <= 1 ? '' : 'no'}">${escape(verdict)}</p>
<h2>${words.facts}</h2><dl>
<dt>${words.received}</dt><dd>${escape(when(charge.created_at))}, ${words.by} ${escape(charge.source)}</dd>
<dt>${words.status}</dt><dd>${words.statuses[charge.status]} <code>${escape(charge.status)}</code></dd>
${paid.map((each) => `<dt>${words.payment}</dt><dd>${each}</dd>`).join('\n')}
<dt>${words.id}</dt><dd><code>${escape(charge.id)}</code></dd></dl>
<h2>${words.sends}</h2>${attempts.length > 0 ? `<ul>${attempts.join('')}</ul>` : `<p>${words.none}</p>`}
<h2>${words.story}</h2>
<table><thead><tr><th>${words.number}</th><th>${words.time}</th><th>${words.what}</th><th>${words.seal}</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p>${chain.intact ? words.intact(chain.checked_to) : `<strong>${words.broken(chain.checked_to)}</strong>`} ${words.made} ${escape(when(made_at))}.</p>
</body></html>`;
}
