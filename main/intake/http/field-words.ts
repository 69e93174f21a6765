import type { Status } from '../../contract/charge.ts';
import type { Text } from './operation.ts';

/** What the fields of the API mean, for the documentation: by component and field. A test asks for each one's words. */
export const FIELD_WORDS: Readonly<Record<string, Text>> = {
  'NewCharge.order_id': {
    es: 'El número de la orden en su ERP, de 1 a 64 caracteres imprimibles. Identifica el cobro: la misma orden no se cobra dos veces.',
    en: "The order's number in your ERP, 1 to 64 printable characters. It identifies the charge: one order is not charged twice.",
  },
  'NewCharge.amount': {
    es: 'Monto en unidades, con punto decimal y dos decimales como máximo. Envíe amount o amount_in_cents, uno de los dos.',
    en: 'Amount in units, with a decimal point and at most two decimals. Send either amount or amount_in_cents.',
  },
  'NewCharge.amount_in_cents': { es: 'Monto en centavos enteros.', en: 'Amount in whole cents.' },
  'NewCharge.currency': {
    es: 'La de la configuración si no se indica.',
    en: 'The configured one when it is not given.',
  },
  'NewCharge.terminal': {
    es: 'Alias o identificador de la terminal; sin él, la terminal por defecto.',
    en: 'Alias or id of the terminal; the default one without it.',
  },
  'NewCharge.description': {
    es: 'Lo que verá quien mire el cobro.',
    en: 'What whoever looks at the charge will read.',
  },
  'NewCharge.installments': { es: 'Cuotas en meses; solo en quetzales.', en: 'Instalments in months; quetzales only.' },
  'NewCharge.expires_in': {
    es: 'Segundos que espera en la fila antes de preguntar si el cliente sigue ahí.',
    en: 'Seconds it waits in the queue before it asks whether the customer is still there.',
  },
  'NewCharge.metadata': {
    es: 'Textos suyos; vuelven tal cual con el cobro.',
    en: 'Texts of your own; they come back with the charge.',
  },
  'NewCharge.callback_url': {
    es: 'Dirección a la que el puente avisa cuando el cobro cambia.',
    en: 'Address that the bridge tells when the charge changes.',
  },
  'NewCharge.replace': {
    es: 'true: cambia el monto de una orden que existe y no está pagada.',
    en: 'true: changes the amount of an order that exists and is unpaid.',
  },
  'Move.terminal': { es: 'La otra terminal: alias o identificador.', en: 'The other terminal: alias or id.' },
  'Resolve.outcome': {
    es: 'not_paid: no se pagó. same_sale: el pago anterior que muestra Recurrente es de esta venta. new_sale: es de otra venta.',
    en: 'not_paid: it was not paid. same_sale: the earlier payment that Recurrente shows is of this sale. new_sale: of another.',
  },
  'Resolve.note': { es: 'Cómo se supo; queda en la bitácora.', en: 'How it is known; kept in the journal.' },
  'Resolve.name': { es: 'Quién lo dice.', en: 'Who says so.' },
  'Release.note': { es: 'Por qué; queda en la bitácora.', en: 'Why; kept in the journal.' },
  'Release.name': { es: 'Quién lo decide.', en: 'Who decides it.' },
  'ChargeQuery.order_id': { es: 'Solo esta orden.', en: 'This order only.' },
  'ChargeQuery.status': {
    es: 'Solo estos estados, separados por coma.',
    en: 'These statuses only, separated by commas.',
  },
  'ChargeQuery.terminal': { es: 'Solo esta terminal.', en: 'This terminal only.' },
  'ChargeQuery.from': { es: 'Desde este día o esta hora.', en: 'From this day or time on.' },
  'ChargeQuery.to': { es: 'Hasta este día (completo) o esta hora.', en: 'Up to this day (whole) or time.' },
  'ChargeQuery.q': {
    es: 'Parte del número de orden, últimos cuatro dígitos o un monto.',
    en: 'Part of an order number, last four digits, or an amount.',
  },
  'ChargeQuery.limit': { es: 'Cuántos por página; 50 si no se indica.', en: 'How many a page; 50 without it.' },
  'ChargeQuery.cursor': { es: 'El next_cursor de la página anterior.', en: 'The next_cursor of the page before.' },
  'ChargeQuery.wait': {
    es: 'Con order_id: segundos que espera un cambio.',
    en: 'With order_id: seconds to wait for a change.',
  },
  'Charge.id': { es: 'Identificador del cobro en el puente.', en: "The bridge's id of the charge." },
  'Charge.order_id': { es: 'El número de su ERP.', en: "Your ERP's number." },
  'Charge.status': { es: 'En qué va; abajo, qué significa cada uno.', en: 'How it stands; what each means is below.' },
  'Charge.final': {
    es: 'true: cerrado. Un pago tardío todavía puede volverlo paid.',
    en: 'true: closed. A late payment can still make it paid.',
  },
  'Charge.paid': {
    es: 'true solo si Recurrente dijo que este cobro está pagado. Entregue la mercadería por este campo.',
    en: 'true only when Recurrente said that this charge is paid. Hand over the goods by this field.',
  },
  'Charge.currency': { es: 'Moneda.', en: 'Currency.' },
  'Charge.amount_in_cents': { es: 'Lo que se pidió, en centavos.', en: 'What was asked, in cents.' },
  'Charge.paid_in_cents': {
    es: 'Lo que se pagó, en centavos, con propina.',
    en: 'What was paid, in cents, tip included.',
  },
  'Charge.tip_in_cents': { es: 'La propina, en centavos.', en: 'The tip, in cents.' },
  'Charge.terminal': { es: 'La terminal.', en: 'The terminal.' },
  'Charge.source': { es: 'Por dónde entró.', en: 'How it came in.' },
  'Charge.description': { es: 'La que envió su ERP.', en: 'The one your ERP sent.' },
  'Charge.installments': { es: 'Cuotas en meses.', en: 'Instalments in months.' },
  'Charge.card': { es: 'Últimos cuatro dígitos y red.', en: 'Last four digits and network.' },
  'Charge.auth_code': { es: 'Código de autorización.', en: 'Authorisation code.' },
  'Charge.payment_intent_id': { es: 'El pago en Recurrente.', en: "Recurrente's payment." },
  'Charge.failure': {
    es: 'Por qué no se pagó: código estable y frase para personas.',
    en: 'Why it was not paid: a stable code and a sentence for people.',
  },
  'Charge.refund': { es: 'El reembolso, si se pidió.', en: 'The refund, if one was asked for.' },
  'Charge.next_step': {
    es: 'Qué hace ahora la persona en la caja, en una frase.',
    en: 'What the person at the till does now, in one sentence.',
  },
  'Charge.attempts': { es: 'Cada envío a la terminal.', en: 'Each send to the terminal.' },
  'Charge.created_at': { es: 'Cuándo se aceptó.', en: 'When it was accepted.' },
  'Charge.updated_at': { es: 'Cuándo cambió por última vez.', en: 'When it changed last.' },
  'Charge.paid_at': { es: 'Cuándo se pagó.', en: 'When it was paid.' },
  'Charge.expires_at': {
    es: 'Hasta cuándo espera en la fila; vacío cuando ya no vence.',
    en: 'How long it waits in the queue; null once it no longer expires.',
  },
  'Charge.released': {
    es: 'En duda, pero una persona dejó seguir la fila.',
    en: 'In doubt, but a person let the lane go on.',
  },
  'Charge.metadata': { es: 'Los textos que envió su ERP.', en: 'The texts your ERP sent.' },
  'Charge.remote': {
    es: 'Solo si se pidió para una terminal de otro puente: por dónde va.',
    en: "Only when it was sent for another bridge's terminal: how far it came.",
  },
  'Remote.status': {
    es: 'waiting: nadie lo ha recogido. claimed: un puente lo recogió y aún no dice si lo tomó. accepted: lo tomó; lo demás lo dice status. refused, expired, cancelled: ningún puente lo cobró.',
    en: 'waiting: nobody has fetched it. claimed: a bridge has, and has not said yet whether it took it. accepted: it did; status tells the rest. refused, expired, cancelled: no bridge charged it.',
  },
  'Remote.bridge': { es: 'El puente que lo recogió.', en: 'The bridge that fetched it.' },
  'Remote.origin': {
    es: 'Quién lo pidió: un puente o un usuario de la central.',
    en: 'Who sent it: a bridge or a user of the hub.',
  },
  'Remote.charge_id': { es: 'Su identificador en el puente que lo tomó.', en: 'Its id at the bridge that took it.' },
  'ChargePage.data': { es: 'Los cobros.', en: 'The charges.' },
  'ChargePage.next_cursor': {
    es: 'Envíelo como cursor para la página siguiente; vacío en la última.',
    en: 'Send it as cursor for the next page; null on the last.',
  },
  'Problem.type': { es: 'El código como URN.', en: 'The code as a URN.' },
  'Problem.title': { es: 'Qué pasó, en pocas palabras.', en: 'What happened, in a few words.' },
  'Problem.status': { es: 'El estado HTTP.', en: 'The HTTP status.' },
  'Problem.code': {
    es: 'Estable y en inglés: decida por este campo, nunca por las frases.',
    en: 'Stable: decide by this field, never by the sentences.',
  },
  'Problem.detail': { es: 'Qué hacer, para personas.', en: 'What to do, for people.' },
  'Problem.errors': { es: 'Todos los campos con error, de una vez.', en: 'Every faulty field at once.' },
  'Problem.charge': {
    es: 'El cobro como está, cuando el rechazo es sobre uno.',
    en: 'The charge as it stands, when the refusal is about one.',
  },
  'UiLink.url': { es: 'Ábralo en un navegador de esta computadora.', en: 'Open it in a browser on this computer.' },
  'UiLink.expires_at': { es: 'Hasta cuándo sirve.', en: 'How long it is good.' },
};

/** The statuses of bridge-api.md in a sentence each. */
export const STATUS_WORDS: Readonly<Record<Status, Text>> = {
  queued: {
    es: 'Guardado; espera su turno en la fila o que vuelva la red.',
    en: 'Stored; waits for its turn or the network.',
  },
  sending: {
    es: 'Se está enviando, o la respuesta no llegó: ya no se cancela ni vence.',
    en: 'Being sent, or the answer never came: neither cancelled nor expired from here on.',
  },
  pending: {
    es: 'Recurrente lo tiene; la terminal aún no lo toma.',
    en: 'Recurrente has it; the terminal has not taken it.',
  },
  dispatched: { es: 'El cliente lo ve en la terminal.', en: 'The customer sees it on the terminal.' },
  in_doubt: {
    es: 'No se sabe qué pasó y se acabó la espera: una persona lo revisa. No vuelva a cobrar.',
    en: 'What became of it is not known and patience ran out: a person looks. Do not charge again.',
  },
  paid: { es: 'Pagado, dicho por Recurrente.', en: 'Paid, as Recurrente says.' },
  declined: { es: 'La tarjeta fue rechazada; failure dice por qué.', en: 'The card was declined; failure says why.' },
  failed: { es: 'No se pudo cobrar; failure dice por qué.', en: 'It could not be charged; failure says why.' },
  superseded: {
    es: 'Otro cobro tomó su lugar en la terminal.',
    en: 'Another charge took its place on the terminal.',
  },
  cancelled: { es: 'Cancelado antes de cobrarse.', en: 'Cancelled before it was taken.' },
  expired: {
    es: 'Esperó demasiado en la fila; retry lo envía de nuevo.',
    en: 'It waited too long in the queue; retry sends it again.',
  },
};
