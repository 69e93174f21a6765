import type { ChargeView } from '../../contract/charge.ts';
import type { ReceiptPrinter } from '../../contract/devices.ts';
import { formatMoney } from '../../contract/money.ts';
import type { Receipt, ReceiptLine } from '../../contract/print-jobs.ts';
import type { DayReport } from '../../contract/report.ts';

type Shop = Pick<ReceiptPrinter, 'header' | 'footer' | 'drawer'>;

const text = (
  value: string,
  more: Partial<Omit<ReceiptLine & { kind: 'text' }, 'kind' | 'text'>> = {},
): ReceiptLine => ({
  kind: 'text',
  text: value.normalize('NFC'),
  align: 'left',
  bold: false,
  big: false,
  ...more,
});
const centred = (value: string): ReceiptLine => text(value, { align: 'center' });
const title = (value: string): ReceiptLine => text(value, { align: 'center', bold: true });
const pair = (left: string, right: string, bold = false): ReceiptLine => ({
  kind: 'pair',
  left: left.normalize('NFC'),
  right: right.normalize('NFC'),
  bold,
});
const rule: ReceiptLine = { kind: 'rule' };
const space: ReceiptLine = { kind: 'space' };

/** `22/11/2026 12:04` on the shop's wall clock. */
function stamp(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('es-GT', {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(iso));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('day')}/${of('month')}/${of('year')} ${of('hour')}:${of('minute')}`;
}

const head = (shop: Shop): ReceiptLine[] => [...shop.header.map(centred), ...(shop.header.length > 0 ? [space] : [])];
const foot = (shop: Shop): ReceiptLine[] => [...(shop.footer.length > 0 ? [space] : []), ...shop.footer.map(centred)];

/** The voucher of a paid charge: what was asked, what was paid, and the proof of it. */
export function voucher(charge: ChargeView, shop: Shop, timeZone: string): Receipt {
  const money = (cents: number) => formatMoney(cents, charge.currency);
  const paidInCents = charge.paid_in_cents ?? charge.amount_in_cents;
  const tipInCents = charge.tip_in_cents ?? 0;
  const lines: ReceiptLine[] = [
    ...head(shop),
    title('COMPROBANTE DE PAGO'),
    rule,
    pair('Orden', charge.order_id),
    pair('Fecha', stamp(charge.paid_at ?? charge.updated_at, timeZone)),
    pair('Terminal', charge.terminal.alias),
    ...(charge.installments ? [pair('Cuotas', String(charge.installments))] : []),
    rule,
    ...(tipInCents > 0 ? [pair('Monto', money(paidInCents - tipInCents)), pair('Propina', money(tipInCents))] : []),
    pair('TOTAL PAGADO', money(paidInCents), true),
    rule,
    ...(charge.card ? [pair('Tarjeta', `${charge.card.network.toUpperCase()} ****${charge.card.last4}`)] : []),
    ...(charge.auth_code ? [pair('Autorización', charge.auth_code)] : []),
    ...(charge.payment_intent_id ? [pair('Referencia', charge.payment_intent_id)] : []),
    space,
    text('PAGADO', { align: 'center', bold: true, big: true }),
    ...foot(shop),
  ];
  return { lines, openDrawer: shop.drawer };
}

/** The slip for a customer whose payment is not known yet. It never says paid, and never opens the drawer. */
export function inDoubtSlip(charge: ChargeView, shop: Shop, timeZone: string): Receipt {
  return {
    lines: [
      ...head(shop),
      title('COBRO EN VERIFICACIÓN'),
      rule,
      pair('Orden', charge.order_id),
      pair('Fecha', stamp(charge.updated_at, timeZone)),
      pair('Terminal', charge.terminal.alias),
      pair('Monto', formatMoney(charge.amount_in_cents, charge.currency), true),
      rule,
      text('NO PAGUE DE NUEVO', { align: 'center', bold: true, big: true }),
      space,
      text(
        'Estamos confirmando con Recurrente si este pago se realizó. Conserve este papel; la tienda le dirá el resultado.',
      ),
      text('Este papel no es un comprobante de pago.'),
    ],
    openDrawer: false,
  };
}

/** The day's payments line by line, terminal by terminal, comparable with each terminal's own batch report. */
export function dayCloseSlip(day: DayReport, shop: Shop): Receipt {
  const [year = '', month = '', date = ''] = day.date.split('-');
  const lines: ReceiptLine[] = [...head(shop), title('CIERRE DEL DÍA'), centred(`${date}/${month}/${year}`)];
  if (day.groups.length === 0) lines.push(rule, centred('Sin ventas'));
  for (const group of day.groups) {
    const money = (cents: number) => formatMoney(cents, group.currency);
    lines.push(rule, text(`${group.terminal.name} (${group.currency})`, { bold: true }));
    for (const payment of group.lines) {
      lines.push(pair(`${payment.time.slice(0, 5)} ${payment.order_id}`, money(payment.paid_in_cents)));
      lines.push(pair(`  ****${payment.last4 ?? '----'}`, payment.auth_code ? `Aut. ${payment.auth_code}` : ''));
    }
    lines.push(pair(`Ventas (${group.count})`, money(group.sales_in_cents)));
    lines.push(pair('Propinas', money(group.tips_in_cents)));
    lines.push(pair(`Reembolsos (${group.refunds_count})`, `-${money(group.refunds_in_cents)}`));
    lines.push(pair('NETO', money(group.net_in_cents), true));
  }
  lines.push(rule);
  const open = day.attention.filter((charge) => !charge.final).length;
  if (open > 0)
    lines.push(text(`Cobros sin resolver: ${open}. No los cobre de nuevo; revíselos en Puente.`, { bold: true }));
  return { lines, openDrawer: false };
}

/** Shows that paper, cut and code page work: every letter that Spanish needs. */
export const testSlip = (shop: Shop, printer: string): Receipt => ({
  lines: [
    ...head(shop),
    title('PRUEBA DE IMPRESIÓN'),
    rule,
    pair('Impresora', printer),
    pair('Monto de ejemplo', 'Q 1,234.50', true),
    text('áéíóú ÁÉÍÓÚ ñÑ üÜ ¿? ¡!'),
    ...foot(shop),
  ],
  openDrawer: shop.drawer,
});

/** The same slip, marked: it may be on paper already. A copy never opens the drawer. */
export const asCopy = (receipt: Receipt): Receipt => ({
  lines: [text('*** COPIA ***', { align: 'center', bold: true, big: true }), ...receipt.lines],
  openDrawer: false,
});
