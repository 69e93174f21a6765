import { createFramer, type FrameEvent } from '../../../native/serial/framing.ts';
import type { ChargeView } from '../../contract/charge.ts';
import type { Clock } from '../../contract/clock.ts';
import type { Desk } from '../../contract/desk.ts';
import type { TillPort } from '../../contract/devices.ts';
import { describeProblem, type Problem } from '../../contract/problems.ts';
import type { Outcome, SerialProfile } from '../../contract/serial-profile.ts';
import { createAnswerLine } from './answer-line.ts';
import { createTillLedger, shopDay } from './ledger.ts';
import { isAnswerable, outcomeOf, outcomeOfProblem } from './outcome.ts';
import { isVouchedFor, readRequest, type TillRequest } from './read-request.ts';
import { storeSale, type Sale, type StoredSale } from './store-sale.ts';
import { writeAnswer, type TillAnswer } from './write-answer.ts';

export interface ExchangeDeps {
  readonly port: Pick<TillPort, 'id' | 'terminal' | 'currency' | 'orderId'>;
  readonly profile: SerialProfile;
  readonly desk: Pick<Desk, 'accept' | 'get' | 'findByOrder' | 'list' | 'retry' | 'subscribe'>;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly write: (bytes: Uint8Array) => void;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /** The till closed its day (`yyyy-MM-dd`): the place to print the day close. */
  readonly onDayClosed: (day: string) => void;
}

export interface ExchangeCounters {
  frames: number;
  checksum: number;
  too_long: number;
  gap: number;
  noise: number;
  naks: number;
  resends: number;
}

/** The bridge playing the terminal for one till. */
export interface Exchange {
  receive(bytes: Uint8Array, atMs: number): void;
  /** The bridge was restarted while a customer pays: the till does not know, and still waits for its answer. */
  resume(): void;
  /** The cable or the till's program is gone: nobody waits any more. The charge goes on; "last sale" tells. */
  hangUp(): void;
  counters(): Readonly<ExchangeCounters>;
  /** Resolves when no request is being stored any more. */
  stop(): Promise<void>;
}

/** A burst of more frames than this is not a till that waits for its answers. */
const MOST_WAITING_FRAMES = 16;

/**
 * One exchange at a time: a sale is stored (and only then acknowledged), followed to its end, and answered. Meanwhile the same
 * frame is a retransmission, another sale is told `busy`, and any other question means that the till no longer waits.
 */
export function createExchange(deps: ExchangeDeps): Exchange {
  const { port, profile, desk, clock, timeZone, log } = deps;
  const framer = createFramer(profile.framing);
  const line = createAnswerLine(profile, clock, deps.write);
  const ledger = createTillLedger(desk, port.id, timeZone);
  const counters: ExchangeCounters = { frames: 0, checksum: 0, too_long: 0, gap: 0, noise: 0, naks: 0, resends: 0 };
  /** Declined charges whose answer the till acknowledged: their ticket coming again is a new wish, not a retransmission. */
  const toldNo = new Set<string>();
  let waiting:
    | {
        readonly sale: Pick<Sale, 'ticket' | 'amountInCents'>;
        readonly chargeId: string;
        readonly timer: AbortController;
      }
    | undefined;
  let chain: Promise<void> = Promise.resolve();
  let waitingFrames = 0;
  let stopped = false;

  const stopWaiting = (): void => {
    waiting?.timer.abort();
    waiting = undefined;
  };
  const refuseFrame = (): void => {
    counters.naks += 1;
    line.nak();
  };
  const answer = (
    to: TillAnswer['to'],
    outcome: Outcome,
    rest: Partial<Pick<TillAnswer, 'charge' | 'ticket' | 'totals' | 'message'>> = {},
  ): void => {
    const { charge } = rest;
    const message = rest.message ?? charge?.failure?.message ?? charge?.next_step ?? '';
    const write = (what: Partial<TillAnswer>): Uint8Array =>
      writeAnswer({ to, outcome, terminal: port.terminal ?? '', message, ...what }, profile, timeZone);
    try {
      line.send(write(rest), () => {
        if (charge && to === 'sale' && charge.final && !charge.paid) toldNo.add(charge.id);
      });
    } catch (error) {
      // A value that the profile has no room for is never cut: the till hears that it does not know, and nothing of the charge.
      log.warn({ port: port.id, error: String(error) }, "an answer does not fit into the till's profile");
      const unsure = to === 'sale' || to === 'last_sale' ? 'in_doubt' : 'invalid';
      const ticket = rest.ticket ?? charge?.metadata['ticket'] ?? '';
      try {
        line.send(write({ outcome: unsure, ticket, message: '' }), () => undefined);
      } catch {
        // Not even that fits: silence, and the till asks again.
      }
    }
  };
  const answerSale = (charge: ChargeView, ticket: string): void => {
    stopWaiting();
    answer('sale', outcomeOf(charge), { charge, ticket });
  };

  /** Follows a stored sale until it is decided or the till's patience is nearly over. */
  const follow = (sale: Pick<Sale, 'ticket' | 'amountInCents'>, charge: ChargeView, withinMs: number): void => {
    stopWaiting();
    const timer = new AbortController();
    waiting = { sale, chargeId: charge.id, timer };
    // Read again: it may have been decided between the commit and this line.
    const now = desk.get(charge.id) ?? charge;
    if (isAnswerable(now)) return answerSale(now, sale.ticket);
    void clock.sleep(withinMs, timer.signal).then(() => {
      if (!timer.signal.aborted) answerSale(desk.get(charge.id) ?? charge, sale.ticket);
    });
  };
  const unsubscribe = desk.subscribe((news) => {
    if (news.event === 'charge' && waiting?.chargeId === news.charge.id && isAnswerable(news.charge))
      answerSale(news.charge, waiting.sale.ticket);
  });

  const refuse = (sale: Sale, problem: Problem, charge: ChargeView | undefined): void => {
    log.info({ port: port.id, code: problem.code }, 'a sale of the till was refused');
    answer('sale', outcomeOfProblem(problem), {
      ticket: sale.ticket,
      message: describeProblem(problem, 'es').detail,
      // Another amount under the same ticket must not go out as this sale's.
      ...(charge && charge.amount_in_cents === sale.amountInCents ? { charge } : {}),
    });
  };

  async function takeSale(sale: Sale): Promise<void> {
    if (waiting) {
      line.ack();
      const same = waiting.sale.ticket === sale.ticket && waiting.sale.amountInCents === sale.amountInCents;
      if (!same)
        answer('sale', 'busy', { ticket: sale.ticket, message: 'Hay un cobro en curso; espere a que termine.' });
      return;
    }
    line.drop();
    let stored: StoredSale;
    try {
      stored = await storeSale(sale, { ...deps, takeToldNo: (chargeId) => toldNo.delete(chargeId) });
    } catch (error) {
      // Stored or not, we cannot tell: no ACK. The till sends again, and the order number keeps it one charge.
      log.warn({ port: port.id, error: String(error) }, 'a sale could not be stored');
      if (!stopped) refuseFrame();
      return;
    }
    if (stopped) return;
    line.ack();
    if (stored.kind === 'refused') refuse(sale, stored.problem, stored.charge);
    else follow(sale, stored.charge, profile.answerWithinMs);
  }

  /**
   * Not surely the till's words: no answer, since the till would take it for its sale's, and the sale is waited for as before.
   * While a customer pays the till has nothing to say but its sale again, so only what begins like a request is asked for anew.
   */
  function hearGarbled({ of }: TillRequest & { asks: 'invalid' }): void {
    if (of === null) counters.noise += 1;
    if (of !== null || !waiting) refuseFrame();
  }

  async function take(request: TillRequest): Promise<void> {
    if (request.asks === 'sale') return takeSale(request);
    if (request.asks === 'hello') return line.ack();
    if (request.asks === 'invalid' && !isVouchedFor(profile.framing) && (waiting || request.why === 'noise'))
      return hearGarbled(request);
    // Whoever asks something else no longer waits for the sale; an answer to it now would be taken for this one's.
    stopWaiting();
    line.ack();
    switch (request.asks) {
      case 'last_sale': {
        const charge = ledger.lastSale(clock.now());
        if (charge) answer('last_sale', outcomeOf(charge), { charge });
        else answer('last_sale', 'none', { message: 'No hay ventas de esta caja.' });
        return;
      }
      case 'totals': {
        const totals = ledger.totals(shopDay(clock.now(), timeZone));
        answer('totals', 'done', { totals });
        return;
      }
      case 'close': {
        const day = shopDay(clock.now(), timeZone);
        const totals = ledger.totals(day);
        answer('close', totals.open > 0 ? 'not_yet' : 'done', { totals });
        if (totals.open === 0) deps.onDayClosed(day);
        return;
      }
      case 'unsupported':
        answer('unsupported', 'unsupported', { message: 'Esta función se hace en Recurrente.' });
        return;
      case 'invalid': {
        const shape = request.of === null || request.of === 'hello' ? 'unsupported' : request.of;
        const outcome =
          request.why === 'unknown_code' ? 'unsupported' : request.why === 'amount' ? 'amount_refused' : 'invalid';
        log.info({ port: port.id, why: request.why }, 'the till sent a request with a fault');
        answer(shape, outcome, { ticket: request.ticket, message: `Dato no válido: ${request.why}` });
        return;
      }
    }
  }

  const queueFrame = (data: Uint8Array): void => {
    counters.frames += 1;
    if (waitingFrames >= MOST_WAITING_FRAMES) return refuseFrame();
    waitingFrames += 1;
    chain = chain
      .then(() => (stopped ? undefined : take(readRequest(data, profile))))
      .catch((error: unknown) => log.warn({ port: port.id, error: String(error) }, 'a request of the till failed'))
      .finally(() => {
        waitingFrames -= 1;
      });
  };
  const hear = (event: FrameEvent): void => {
    switch (event.kind) {
      case 'frame':
        return queueFrame(event.data);
      case 'ack':
        return line.heardAck();
      case 'nak':
        return line.heardNak();
      case 'bad':
        counters[event.why] += 1;
        if (event.why === 'checksum' || event.why === 'too_long') refuseFrame();
        return;
    }
  };

  return {
    receive(bytes, atMs) {
      if (stopped) return;
      for (const event of framer.push(bytes, atMs)) hear(event);
    },
    resume() {
      const open = ledger.lastSale(clock.now());
      if (!open || waiting || stopped || isAnswerable(open)) return;
      const ageMs = Math.max(0, clock.now() - Date.parse(open.created_at));
      const sale = { ticket: open.metadata['ticket'] ?? '', amountInCents: open.amount_in_cents };
      if (ageMs < profile.answerWithinMs) follow(sale, open, profile.answerWithinMs - ageMs);
    },
    hangUp() {
      framer.reset();
      stopWaiting();
      line.drop();
    },
    counters: () => ({ ...counters, resends: line.resends() }),
    async stop() {
      stopped = true;
      unsubscribe();
      stopWaiting();
      line.drop();
      await chain;
    },
  };
}
