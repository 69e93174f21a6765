import type { ChargeView, Status } from '../../../../main/contract/charge.ts';
import { isFinal } from '../../../../main/contract/charge.ts';
import type { Accepted, Desk, News, Order } from '../../../../main/contract/desk.ts';

type DeskPart = Pick<
  Desk,
  'accept' | 'get' | 'findByOrder' | 'list' | 'retry' | 'subscribe' | 'newsSince' | 'lastSeq' | 'terminals'
>;

/** The order rules of the desk in memory, with the outcomes in the test's hand. */
export interface DeskDouble extends DeskPart {
  /** Moves a charge on, as Recurrente's news would. */
  settle(id: string, status: Status, more?: Partial<ChargeView>): ChargeView;
  orders(): readonly Order[];
  charges(): readonly ChargeView[];
  newest(): ChargeView;
  /** What happens between receiving an order and its commit. */
  beforeCommit: () => Promise<void>;
}

const PROOF: Partial<ChargeView> = {
  card: { last4: '4242', network: 'visa' },
  auth_code: '123456',
  payment_intent_id: 'pa_1',
};

export function createDeskDouble(clock: { now(): number } = Date): DeskDouble {
  const charges = new Map<string, ChargeView>();
  const orders: Order[] = [];
  const news: News[] = [];
  const listeners = new Set<(news: News) => void>();
  const iso = () => new Date(clock.now()).toISOString();
  const tell = (charge: ChargeView): void => {
    const line: News = { seq: news.length + 1, event: 'charge', charge };
    news.push(line);
    for (const listener of listeners) listener(line);
  };
  const put = (charge: ChargeView): ChargeView => {
    charges.set(charge.id, charge);
    tell(charge);
    return charge;
  };
  const newestFirst = () => [...charges.values()].reverse();
  const double: DeskDouble = {
    beforeCommit: () => Promise.resolve(),
    async accept(order): Promise<Accepted> {
      await double.beforeCommit();
      orders.push(order);
      const known = double.findByOrder(order.order_id);
      const elsewhere =
        known && order.terminal !== undefined && ![known.terminal.id, known.terminal.alias].includes(order.terminal);
      if (known && (elsewhere || known.amount_in_cents !== order.amount_in_cents))
        return {
          kind: 'refused',
          problem: { code: 'order_conflict', params: { order_id: order.order_id } },
          charge: known,
        };
      if (known) return { kind: 'existing', charge: known };
      if ((order.amount_in_cents ?? 0) < 500) return { kind: 'refused', problem: { code: 'amount_out_of_range' } };
      const charge: ChargeView = {
        id: `chg-${charges.size + 1}`,
        order_id: order.order_id,
        status: 'queued',
        final: false,
        paid: false,
        currency: 'GTQ',
        amount_in_cents: order.amount_in_cents ?? 0,
        paid_in_cents: null,
        tip_in_cents: null,
        terminal: { id: 'trm_1', alias: order.terminal ?? 'caja1' },
        source: order.source,
        description: null,
        installments: order.installments ?? null,
        card: null,
        auth_code: null,
        payment_intent_id: null,
        failure: null,
        refund: null,
        next_step: 'Espere.',
        attempts: [],
        created_at: iso(),
        updated_at: iso(),
        paid_at: null,
        expires_at: null,
        released: false,
        metadata: order.metadata ?? {},
      };
      return { kind: 'created', charge: put(charge) };
    },
    get: (id) => charges.get(id),
    findByOrder: (orderId) => newestFirst().find((charge) => charge.order_id === orderId),
    list: (query) => ({
      data: newestFirst().filter((charge) => !query.from || charge.created_at >= query.from),
      next_cursor: null,
    }),
    retry: (id) => {
      const charge = charges.get(id);
      if (!charge?.final || charge.paid)
        return Promise.resolve({ kind: 'refused', problem: { code: 'not_retryable' } });
      return Promise.resolve({ kind: 'ok', charge: double.settle(id, 'queued') });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newsSince: (seq, limit) => news.filter((line) => line.seq > seq).slice(0, limit),
    lastSeq: () => news.length,
    terminals: () => {
      // One lane: it works on the oldest open charge.
      const charge = [...charges.values()].find((each) => !each.final) ?? null;
      const lane = { id: 'trm_1', alias: 'caja1', name: 'Caja 1', queued: 0, queue: [], last: null };
      return [{ ...lane, state: charge ? 'busy' : 'idle', charge }];
    },
    settle(id, status, more = {}) {
      const charge = charges.get(id);
      if (!charge) throw new Error(`no charge ${id}`);
      const paid = status === 'paid';
      return put({
        ...charge,
        status,
        final: isFinal(status),
        paid,
        updated_at: iso(),
        failure: status === 'declined' ? { code: 'declined', message: 'La tarjeta fue rechazada.' } : null,
        ...(paid ? { ...PROOF, paid_at: iso(), paid_in_cents: charge.amount_in_cents, tip_in_cents: 0 } : {}),
        ...more,
      });
    },
    orders: () => orders,
    charges: () => [...charges.values()],
    newest: () => {
      const [charge] = newestFirst();
      if (!charge) throw new Error('no charge yet');
      return charge;
    },
  };
  return double;
}
