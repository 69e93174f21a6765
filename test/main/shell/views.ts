import type { ChargeView } from '../../../main/contract/charge.ts';
import type { StatusView, TerminalView } from '../../../main/contract/status.ts';

const AT = '2026-11-23T12:00:00.000Z';

export const chargeView = (over: Partial<ChargeView> = {}): ChargeView => ({
  id: 'c1',
  order_id: 'FAC-1',
  status: 'dispatched',
  final: false,
  paid: false,
  currency: 'GTQ',
  amount_in_cents: 12_550,
  paid_in_cents: null,
  tip_in_cents: null,
  terminal: { id: 'trm_1', alias: 'caja1' },
  source: 'http',
  description: null,
  installments: null,
  card: null,
  auth_code: null,
  payment_intent_id: null,
  failure: null,
  refund: null,
  next_step: 'El cliente paga en la terminal.',
  attempts: [],
  created_at: AT,
  updated_at: AT,
  paid_at: null,
  expires_at: null,
  released: false,
  metadata: {},
  ...over,
});

const terminalView = (charge: ChargeView | null): TerminalView => ({
  id: 'trm_1',
  alias: 'caja1',
  name: 'Caja 1',
  state: charge ? 'busy' : 'idle',
  charge,
  queued: 0,
  queue: [],
  last: null,
});

export const statusView = (over: Partial<StatusView> = {}, charge: ChargeView | null = null): StatusView => ({
  connection: 'online',
  connection_since: AT,
  next_step: '',
  sandbox: false,
  language: 'es',
  currency: 'GTQ',
  queues: { queued: 0, open: 0, in_doubt: 0, expired_today: 0 },
  disk: { state: 'ok', free_bytes: null },
  versions: { puente: '0.1.0', node: '24', sqlite: '3', schema: 1 },
  started_at: AT,
  imports: [],
  alerts: [],
  terminals: [terminalView(charge)],
  ...over,
});
