import { describeDifferences } from '../contract/order-conflict.ts';
import { money, text, type LineWords } from './line-data.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  pending: 'the terminal has not taken it yet',
  dispatched: 'the terminal shows it to the customer',
  consumed: 'the terminal is done with it',
  superseded: 'another charge took its place',
  failed: 'the terminal could not do it',
};
const CHECKOUTS: Readonly<Record<string, string>> = {
  unpaid: 'unpaid',
  payment_in_progress: 'payment under way',
  paid: 'paid',
  expired: 'expired',
  cancelled: 'cancelled',
};
const REFUNDS: Readonly<Record<string, string>> = { pending: 'under way', succeeded: 'made', failed: 'not made' };
const OUTCOMES: Readonly<Record<string, string>> = {
  not_paid: 'not paid',
  same_sale: 'the earlier payment is of this sale',
  new_sale: 'the earlier payment is of another sale',
};

const then = (words: string): string => (words ? `, ${words}` : '');

/** The journal in English, kind by kind as in Spanish (journal-es.ts). */
export const LINES_EN: LineWords = {
  accepted: (data) =>
    `Charge accepted and stored: ${text(data['amount'])} on ${text(data['terminal'])}, received by ${text(data['source'])}.`,
  accepted_late: () => 'The request was old when it came: it is not sent until a person wants it.',
  changed: (data) => `The order changed: ${describeDifferences(text(data['differences']), 'en')}.`,
  send_started: (data) => `Being sent to Recurrente as ${text(data['external_id'])} (send ${text(data['send'])}).`,
  send_unreached: () => 'There was no connection: this send did not leave the shop.',
  send_rejected: (data) => `Recurrente did not accept the charge. ${text(data['message'])}`.trim(),
  command: (data) =>
    `Recurrente ${data['created'] === true ? 'made' : 'shows'} the command ${text(data['command_id'])}: ${COMMANDS[text(data['command_status'])] ?? ''}.`,
  checkout: (data) =>
    `Recurrente shows the checkout ${text(data['checkout_id'])}: ${CHECKOUTS[text(data['checkout_status'])] ?? ''}${then(money(data, 'total_in_cents'))}${data['checkout_status'] === 'unpaid' && data['latest_intent_id'] ? `; a try to pay failed${data['reason'] ? `: ${text(data['reason'])}` : ''}` : ''}.`,
  try_failed: (data) => `A try to pay failed${data['reason'] ? `: ${text(data['reason'])}` : ''}.`,
  absent: () => 'Recurrente was searched, and this send had not arrived.',
  taken_elsewhere: (data) =>
    `The number ${text(data['external_id'])} belongs to an earlier sale: this send made nothing.`,
  patience_over: () => 'Recurrente has not told what happened: in doubt. Do not charge again.',
  word: (data) =>
    `${text(data['name'])} decided ${OUTCOMES[text(data['outcome'])] ?? text(data['outcome'])}: ${text(data['note'])}`,
  cancelled: (data) => `Cancelled in the queue by ${text(data['by'])}.`,
  cancel_asked: (data) => `${text(data['by'])} asked to cancel it: it is cancelled on the terminal, with the red key.`,
  expired: () => 'It waited too long in the queue. Is the customer still here? It is not sent until a person wants it.',
  retried: (data) => `New attempt asked for by ${text(data['by'])}.`,
  moved: (data) => `Moved from terminal ${text(data['from'])} to ${text(data['to'])}, by ${text(data['by'])}.`,
  released: (data) =>
    `${text(data['by'])} let the terminal go on; this charge stays watched. ${text(data['note'])}`.trim(),
  checked: (data) => `${text(data['by'])} asked to ask Recurrente again.`,
  alert: (data) => `Alert: ${text(data['code'])}.`,
  alert_acknowledged: (data) => `Alert ${text(data['id'])} seen by ${text(data['by'])}.`,
  connection: (data) => `Connection to Recurrente: ${text(data['connection'])}.`,
  replays_stopped: () =>
    'An inquiry made a second command: this installation inquires in no such way until a person allows it.',
  replays_allowed: (data) => `${text(data['by'])} allowed inquiries by repetition again. ${text(data['note'])}`.trim(),
  clock_jumped: (data) => `The clock of this computer moved by ${text(data['by_ms'])} ms; waits were adjusted.`,
  file_progress: (data) =>
    `File ${text(data['file'])}: ${text(data['rows_done'])} of ${text(data['total_rows'])} rows.`,
  refund_requested: (data) => `${text(data['by'])} asked to refund ${money(data, 'amount_in_cents')}.`,
  refund_send_started: () => 'The refund is being asked of Recurrente.',
  refund_not_sent: () => 'The refund did not leave the shop; it is asked again.',
  refund_refused: (data) => `Recurrente did not accept the refund. ${text(data['message'])}`.trim(),
  refund_answer_lost: () =>
    "Recurrente's answer to the refund was lost: in doubt, and not repeated until a person has looked for it.",
  refund_reading: (data) =>
    `Recurrente shows the refund ${text(data['refund_id'])}: ${REFUNDS[text(data['refund_status'])] ?? ''}.`,
  refund_told: (data) =>
    `Recurrente told of the refund ${text(data['refund_id'])}: ${REFUNDS[text(data['refund_status'])] ?? ''}.`,
  refund_vanished: (data) => `Recurrente no longer shows the refund ${text(data['refund_id'])}: in doubt.`,
  refund_word: (data) => `${text(data['by'])} said of the refund ${text(data['outcome'])}: ${text(data['note'])}`,
  refund_word_not_refunded: () => 'The refund was not made, by what a person saw at Recurrente.',
  key_made: (data) => `${text(data['by'])} made the key “${text(data['name'])}”.`,
  key_revoked: (data) => `${text(data['by'])} revoked the key “${text(data['name'])}”.`,
  hub: (data) => `Hub: ${text(data['state'])}.`,
  lease_granted: (data) => `This till has terminal ${text(data['terminal'])}.`,
  lease_shared: (data) =>
    `Terminal ${text(data['terminal'])} is shared from now on: ${text(data['wanted_by']) || 'another till'} uses it too.`,
  lease_own: (data) => `Terminal ${text(data['terminal'])} is this till's alone again, without the hub too.`,
  lease_handed_over: (data) => `Terminal ${text(data['terminal'])} was passed to ${text(data['to'])}.`,
  lease_released: (data) => `Terminal ${text(data['terminal'])} was given back for other tills.`,
  lease_taken_over: (data) =>
    `Terminal ${text(data['terminal'])} was taken over from ${text(data['from'])}, which fell silent.`,
  lease_forced: (data) =>
    `${text(data['by'])} took terminal ${text(data['terminal'])} from ${text(data['from'])}: ${text(data['note'])}`,
  lease_forced_away: (data) =>
    `${text(data['by'])} took terminal ${text(data['terminal'])} from this till for ${text(data['to'])}: ${text(data['note'])}`,
  lease_lost: (data) =>
    `This till no longer has terminal ${text(data['terminal'])}: ${text(data['to']) || 'nobody'} has it.`,
  lease_over: (data) =>
    `Without the hub terminal ${text(data['terminal'])} could not be renewed: nothing is sent to it until the hub is back.`,
  started: () => 'The bridge began to work.',
  stopped: () => 'The bridge closed in order.',
};
