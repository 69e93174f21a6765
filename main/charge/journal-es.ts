import { describeDifferences } from '../contract/order-conflict.ts';
import { money, text, type LineWords } from './line-data.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  pending: 'la terminal aún no lo toma',
  dispatched: 'la terminal lo muestra al cliente',
  consumed: 'la terminal terminó con él',
  superseded: 'otro cobro tomó su lugar',
  failed: 'la terminal no pudo hacerlo',
};
const CHECKOUTS: Readonly<Record<string, string>> = {
  unpaid: 'sin pago',
  payment_in_progress: 'pago en curso',
  paid: 'pagado',
  expired: 'vencido',
  cancelled: 'cancelado',
};

const HUB: Readonly<Record<string, string>> = {
  connected: 'conectado',
  connecting: 'sin conexión; se sigue intentando',
  refused: 'no se pudo entrar',
};
const REFUNDS: Readonly<Record<string, string>> = { pending: 'en proceso', succeeded: 'hecho', failed: 'no se hizo' };
const then = (words: string): string => (words ? `, ${words}` : '');

/** The journal in Spanish. English has the same kinds (journal-en.ts). */
export const LINES_ES: LineWords = {
  accepted: (data) =>
    `Cobro aceptado y guardado: ${text(data['amount'])} en ${text(data['terminal'])}, recibido por ${text(data['source'])}.`,
  accepted_late: () => 'La solicitud ya era vieja cuando llegó: no se envía hasta que una persona la active.',
  changed: (data) => `La orden cambió: ${describeDifferences(text(data['differences']), 'es')}.`,
  send_started: (data) =>
    `Se empieza a enviar a Recurrente como ${text(data['external_id'])} (envío ${text(data['send'])}).`,
  send_unreached: () => 'No hubo conexión: este envío no salió de la tienda.',
  send_rejected: (data) => `Recurrente no aceptó el cobro. ${text(data['message'])}`.trim(),
  command: (data) =>
    `Recurrente ${data['created'] === true ? 'creó' : 'muestra'} el comando ${text(data['command_id'])}: ${COMMANDS[text(data['command_status'])] ?? ''}.`,
  checkout: (data) =>
    `Recurrente muestra el checkout ${text(data['checkout_id'])}: ${CHECKOUTS[text(data['checkout_status'])] ?? ''}${then(money(data, 'total_in_cents'))}${data['checkout_status'] === 'unpaid' && data['latest_intent_id'] ? `; un intento de pago falló${data['reason'] ? `: ${text(data['reason'])}` : ''}` : ''}.`,
  try_failed: (data) => `Un intento de pago falló${data['reason'] ? `: ${text(data['reason'])}` : ''}.`,
  absent: () => 'Se buscó en Recurrente y este envío no llegó.',
  taken_elsewhere: (data) =>
    `El número ${text(data['external_id'])} es de una venta anterior: este envío no creó nada.`,
  patience_over: () => 'Recurrente no ha dicho qué pasó: queda en duda. No vuelva a cobrar.',
  word: (data) => `${text(data['name'])} decidió ${text(data['outcome'])}: ${text(data['note'])}`,
  cancelled: (data) => `Cancelado en la fila por ${text(data['by'])}.`,
  cancel_asked: (data) => `${text(data['by'])} pidió cancelarlo: se cancela en la terminal con la tecla roja.`,
  expired: () => 'Esperó demasiado en la fila. ¿El cliente sigue aquí? No se envía hasta que una persona lo active.',
  retried: (data) => `Nuevo intento pedido por ${text(data['by'])}.`,
  moved: (data) => `Pasó de la terminal ${text(data['from'])} a ${text(data['to'])}, por ${text(data['by'])}.`,
  released: (data) =>
    `${text(data['by'])} dejó seguir a la terminal; este cobro sigue vigilado. ${text(data['note'])}`.trim(),
  checked: (data) => `${text(data['by'])} pidió preguntar de nuevo a Recurrente.`,
  alert: (data) => `Alerta: ${text(data['code'])}.`,
  alert_acknowledged: (data) => `Alerta ${text(data['id'])} vista por ${text(data['by'])}.`,
  connection: (data) => `Conexión con Recurrente: ${text(data['connection'])}.`,
  replays_stopped: () =>
    'Una consulta creó un segundo comando: ya no se consulta así en esta instalación hasta que una persona lo permita.',
  replays_allowed: (data) =>
    `${text(data['by'])} permitió de nuevo las consultas por repetición. ${text(data['note'])}`.trim(),
  clock_jumped: (data) => `El reloj de la computadora se movió ${text(data['by_ms'])} ms; las esperas se ajustaron.`,
  file_progress: (data) =>
    `Archivo ${text(data['file'])}: ${text(data['rows_done'])} de ${text(data['total_rows'])} filas.`,
  refund_requested: (data) => `${text(data['by'])} pidió el reembolso de ${money(data, 'amount_in_cents')}.`,
  refund_send_started: () => 'Se empieza a pedir el reembolso a Recurrente.',
  refund_not_sent: () => 'El reembolso no salió de la tienda; se pide de nuevo.',
  refund_refused: (data) => `Recurrente no aceptó el reembolso. ${text(data['message'])}`.trim(),
  refund_answer_lost: () =>
    'Se perdió la respuesta de Recurrente al reembolso: queda en duda y no se repite hasta que una persona lo busque.',
  refund_reading: (data) =>
    `Recurrente muestra el reembolso ${text(data['refund_id'])}: ${REFUNDS[text(data['refund_status'])] ?? ''}.`,
  refund_told: (data) =>
    `Recurrente avisó del reembolso ${text(data['refund_id'])}: ${REFUNDS[text(data['refund_status'])] ?? ''}.`,
  refund_vanished: (data) => `Recurrente ya no muestra el reembolso ${text(data['refund_id'])}: queda en duda.`,
  refund_word: (data) => `${text(data['by'])} dijo del reembolso ${text(data['outcome'])}: ${text(data['note'])}`,
  refund_word_not_refunded: () => 'El reembolso no se hizo, según lo que una persona vio en Recurrente.',
  key_made: (data) => `${text(data['by'])} hizo la clave «${text(data['name'])}».`,
  key_revoked: (data) => `${text(data['by'])} revocó la clave «${text(data['name'])}».`,
  hub: (data) => `Central: ${HUB[text(data['state'])] ?? text(data['state'])}.`,
  lease_granted: (data) => `Esta caja tiene la terminal ${text(data['terminal'])}.`,
  lease_shared: (data) =>
    `La terminal ${text(data['terminal'])} pasa a ser compartida: también la usa ${text(data['wanted_by']) || 'otra caja'}.`,
  lease_own: (data) => `La terminal ${text(data['terminal'])} es otra vez solo de esta caja, también sin la central.`,
  lease_handed_over: (data) => `La terminal ${text(data['terminal'])} se pasó a ${text(data['to'])}.`,
  lease_released: (data) => `La terminal ${text(data['terminal'])} quedó libre para otras cajas.`,
  lease_taken_over: (data) =>
    `La terminal ${text(data['terminal'])} se tomó de ${text(data['from'])}, que dejó de responder.`,
  lease_forced: (data) =>
    `${text(data['by'])} le quitó la terminal ${text(data['terminal'])} a ${text(data['from'])}: ${text(data['note'])}`,
  lease_forced_away: (data) =>
    `${text(data['by'])} quitó la terminal ${text(data['terminal'])} a esta caja para ${text(data['to'])}: ${text(data['note'])}`,
  lease_lost: (data) =>
    `Esta caja ya no tiene la terminal ${text(data['terminal'])}: la tiene ${text(data['to']) || 'nadie'}.`,
  lease_over: (data) =>
    `Sin la central no se pudo renovar la terminal ${text(data['terminal'])}: no se envía nada a ella hasta que vuelva.`,
  started: () => 'El puente empezó a trabajar.',
  stopped: () => 'El puente se cerró en orden.',
};
