import { randomBytes } from 'node:crypto';
import { paidCheckouts } from '../charge/verdict.ts';
import type { Views } from '../desk/views.ts';
import { defineOperation, ok, refuse, WRITTEN, type Operation } from '../intake/http/server.ts';
import { createChainCheck } from '../report/chain.ts';
import { buildEvidence } from '../report/evidence.ts';
import { renderEvidencePage } from '../report/evidence-page.ts';
import type { Clock } from '../contract/clock.ts';
import type { Store } from '../store/store.ts';

/** `GET /v1/charges/{id}/evidence`: the proof of one charge, as a page for people and as JSON. */
export function createEvidenceOperation({
  store,
  views,
  clock,
}: {
  store: Store;
  views: Views;
  clock: Clock;
}): Operation {
  const checkChain = createChainCheck(store);
  return defineOperation({
    id: 'getEvidence',
    method: 'get',
    path: '/v1/charges/{id}/evidence',
    scope: 'read',
    group: 'charges',
    summary: { es: 'La prueba de un cobro', en: 'The proof of a charge' },
    detail: {
      es: 'Todo lo enviado, recibido y decidido, con sus horas y el sello de cada línea. Con Accept: text/html es una página para imprimir.',
      en: 'All that was sent, received and decided, with times and the seal of each line. With Accept: text/html it is a page to print.',
    },
    answers: { 200: { text: { es: 'La prueba', en: 'The proof' } } },
    problems: ['charge_not_found'],
    async handle(call) {
      const id = call.params['id'] ?? '';
      const charge = store.charges.get(id);
      if (!charge) return refuse({ code: 'charge_not_found', params: { id } }, call.lang);
      const evidence = buildEvidence({
        charge: views.charge(charge, call.lang),
        payments: charge.attempts.flatMap(paidCheckouts).map((checkout) => ({
          checkout_id: checkout.id,
          payment_intent_id: checkout.paymentIntentId,
          amount_in_cents: checkout.totalInCents ?? 0,
        })),
        lines: store.journal.ofCharge(id),
        entryOf: views.journalEntry,
        chain: await checkChain(),
        nowMs: clock.now(),
        lang: call.lang,
      });
      if (!call.req.accepts(['json', 'html'])?.toString().includes('html')) return ok(evidence);
      const nonce = randomBytes(16).toString('base64');
      call.res.set(
        'Content-Security-Policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'`,
      );
      call.res.type('html').send(renderEvidencePage(evidence, nonce, call.lang));
      return WRITTEN;
    },
  });
}
