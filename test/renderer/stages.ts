import type { Stage } from './fake-bridge.ts';
import type { Sample } from './sample-charges.ts';

const TWO = [
  { alias: 'caja1', name: 'Caja 1' },
  { alias: 'caja2', name: 'Caja 2' },
];
export const THREE = [...TWO, { alias: 'caja3', name: 'Restaurante' }];

const EARLIER: readonly Sample[] = [
  { order_id: 'FAC-00118', status: 'paid', amount_in_cents: 48_900, age: 900, changed: 860 },
  {
    order_id: 'FAC-00117',
    status: 'declined',
    amount_in_cents: 1_250_000,
    age: 1300,
    changed: 1250,
    failure: { code: 'declined', message: 'Fondos insuficientes.' },
  },
  {
    order_id: 'FAC-00116',
    status: 'paid',
    amount_in_cents: 7_525,
    tip_in_cents: 700,
    age: 1700,
    changed: 1650,
    card: { last4: '0007', network: 'mastercard' },
  },
];

/** Every state that a cashier can meet on the home screen, with the words that must be seen. */
export const STAGES = {
  ready: { charges: EARLIER },
  queued: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'queued', age: 2 }] },
  again: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'queued', again: true, age: 400, changed: 3 }] },
  sending: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'sending', changed: 1 }] },
  pending: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'pending' }] },
  dispatched: {
    charges: [
      ...EARLIER,
      { order_id: 'FAC-00119', status: 'dispatched', description: 'Abarrotes', changed: 10 },
      { order_id: 'FAC-00120', status: 'queued', amount_in_cents: 8_900, age: 20 },
      { order_id: 'FAC-00121', status: 'queued', amount_in_cents: 145_000, age: 12 },
    ],
  },
  paid: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'paid', tip_in_cents: 1_200, changed: 4 }] },
  declined: {
    charges: [
      ...EARLIER,
      {
        order_id: 'FAC-00119',
        status: 'declined',
        failure: { code: 'declined', message: 'Tu tarjeta no tiene fondos suficientes.' },
      },
    ],
  },
  failed: { charges: [...EARLIER, { order_id: 'FAC-00119', status: 'failed', failure: { code: 'command_failed' } }] },
  superseded: {
    charges: [...EARLIER, { order_id: 'FAC-00119', status: 'superseded', failure: { code: 'superseded' } }],
  },
  cancelled: {
    charges: [...EARLIER, { order_id: 'FAC-00119', status: 'cancelled', failure: { code: 'cancelled_in_queue' } }],
  },
  expired: {
    charges: [...EARLIER, { order_id: 'FAC-00119', status: 'expired', failure: { code: 'expired_in_queue' } }],
  },
  in_doubt: {
    charges: [
      ...EARLIER,
      { order_id: 'FAC-00119', status: 'in_doubt', failure: { code: 'no_answer' }, age: 260, changed: 70 },
      { order_id: 'FAC-00120', status: 'queued', amount_in_cents: 8_900, age: 20 },
    ],
    alerts: [
      {
        code: 'charge_in_doubt',
        level: 'critical',
        charge_id: 'ch-FAC-00119',
        order_id: 'FAC-00119',
        message: 'La orden FAC-00119 está en duda. No vuelva a cobrar; estamos verificando.',
        acknowledged: false,
      },
    ],
  },
  already_paid: {
    charges: [
      ...EARLIER,
      { order_id: 'FAC-00119', status: 'in_doubt', failure: { code: 'already_paid' }, changed: 30 },
    ],
  },
  offline: {
    connection: 'offline',
    charges: [
      ...EARLIER,
      { order_id: 'FAC-00119', status: 'queued', age: 70 },
      { order_id: 'FAC-00120', status: 'queued', amount_in_cents: 8_900, age: 20 },
    ],
  },
  offline_idle: { connection: 'offline', charges: EARLIER },
  offline_dispatched: { connection: 'offline', charges: [...EARLIER, { order_id: 'FAC-00119', status: 'dispatched' }] },
  key_missing: { connection: 'key_missing', charges: [] },
  key_refused: {
    connection: 'key_refused',
    charges: [...EARLIER, { order_id: 'FAC-00119', status: 'queued', age: 70 }],
  },
  replay_stopped: {
    connection: 'replay_stopped',
    charges: EARLIER,
    alerts: [
      {
        code: 'replay_created',
        level: 'critical',
        charge_id: 'ch-FAC-00118',
        order_id: 'FAC-00118',
        message:
          'Recurrente tiene dos comandos para la orden FAC-00118. Mire la terminal: si pide pagar otra vez, cancele con la tecla roja.',
        acknowledged: false,
      },
    ],
  },
  disk_full: { charges: EARLIER, disk: { state: 'full', free_bytes: 0 } },
  disk_low: { charges: EARLIER, disk: { state: 'low', free_bytes: 150_000_000 } },
  no_terminals: { terminals: [], charges: [] },
  three: {
    terminals: THREE,
    sandbox: true,
    charges: [
      ...EARLIER,
      { order_id: 'FAC-00119', status: 'dispatched', description: 'Abarrotes', changed: 10 },
      { order_id: 'FAC-00120', status: 'queued', amount_in_cents: 8_900, age: 20 },
      {
        order_id: 'FAC-00124',
        status: 'paid',
        terminal: 'caja2',
        amount_in_cents: 28_990,
        tip_in_cents: 2_900,
        changed: 5,
      },
      {
        order_id: 'MESA-14',
        status: 'declined',
        terminal: 'caja3',
        amount_in_cents: 64_000,
        failure: { code: 'declined', message: 'Tarjeta vencida.' },
      },
      {
        order_id: 'FAC-00101',
        status: 'expired',
        terminal: 'caja2',
        amount_in_cents: 32_500,
        age: 4000,
        changed: 3000,
        failure: { code: 'expired_in_queue' },
      },
    ],
  },
} as const satisfies Record<string, Stage>;
export type StageName = keyof typeof STAGES;
