import type { Evidence } from './evidence.ts';
import { formatMoney } from '../contract/money.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const time = new Intl.DateTimeFormat('es-GT', {
  timeZone: 'America/Guatemala',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const when = (iso: string): string => time.format(new Date(iso));

/** The evidence as one printable page without scripts; styles carry the nonce of the answer's policy. */
export function renderEvidencePage({ charge, verdict, lines, chain, made_at }: Evidence, nonce: string): string {
  const rows = lines.map(
    (line) =>
      `<tr><td class="n">${line.seq}</td><td><time datetime="${line.at}">${escape(when(line.at))}</time></td><td>${escape(line.message)}</td><td class="h">${line.hash.slice(0, 12)}</td></tr>`,
  );
  const attempts = charge.attempts.map(
    (each) =>
      `<li><code>${escape(each.external_id)}</code>: ${escape(each.status)}${each.checkout_id ? `, checkout <code>${escape(each.checkout_id)}</code>` : ''}</li>`,
  );
  return `<!doctype html>
<html lang="es-GT"><head><meta charset="utf-8"><title>Prueba del cobro ${escape(charge.order_id)}</title>
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
<h1>Prueba del cobro ${escape(charge.order_id)}</h1>
<p>${escape(formatMoney(charge.amount_in_cents, charge.currency))} · terminal ${escape(charge.terminal.alias)}</p>
<p class="verdict ${charge.paid ? '' : charge.status === 'in_doubt' ? 'doubt' : 'no'}">${escape(verdict)}</p>
<h2>Datos</h2><dl>
<dt>Recibido</dt><dd>${escape(when(charge.created_at))}, por ${escape(charge.source)}</dd>
<dt>Estado</dt><dd>${escape(charge.status)}</dd>
${charge.payment_intent_id ? `<dt>Pago en Recurrente</dt><dd><code>${escape(charge.payment_intent_id)}</code></dd>` : ''}
<dt>Identificador</dt><dd><code>${escape(charge.id)}</code></dd></dl>
<h2>Envíos a Recurrente</h2>${attempts.length > 0 ? `<ul>${attempts.join('')}</ul>` : '<p>Ninguno.</p>'}
<h2>Todo lo que pasó</h2>
<table><thead><tr><th>N.º</th><th>Hora</th><th>Qué pasó</th><th>Sello</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p>${chain.intact ? `La bitácora está íntegra: cada línea sella la anterior, comprobadas hasta la ${chain.checked_to}.` : `<strong>La bitácora fue alterada en la línea ${chain.checked_to}.</strong>`} Emitido ${escape(when(made_at))}.</p>
</body></html>`;
}
