import type { CheckoutAnswer } from './recurrente/readings.ts';
import { SHIPPED_PROFILES } from '../native/profiles/profiles.ts';
import { isExternalIdOf } from './charge/external-id.ts';
import { shopDay } from './charge/shop-day.ts';
import type { ChargeView } from './contract/charge.ts';
import type { Clock } from './contract/clock.ts';
import type { DayComparison, CompareRequest } from './contract/comparison.ts';
import type { Config } from './contract/config.ts';
import type { Lang } from './contract/faults.ts';
import type { DayReport } from './contract/report.ts';
import type { Desk } from './contract/desk.ts';
import type { DispatchDeps } from './dispatch/context.ts';
import type { ConnectionWatch } from './dispatch/connection.ts';
import { listAllCheckouts } from './dispatch/search.ts';
import type { DryRunDefaults } from './intake/files/dry-run.ts';
import { findDayExports, readDayExports, type DayExport } from './intake/files/day-export.ts';
import { compareBooks, type RecurrentePayment } from './report/compare.ts';
import { dayBounds } from './report/day.ts';

export interface DayCompareDeps {
  readonly config: () => Config;
  readonly clock: Clock;
  readonly recurrente: DispatchDeps['recurrente'];
  readonly connection: Pick<ConnectionWatch, 'report'>;
  readonly desk: Pick<Desk, 'get' | 'findByOrder'>;
  readonly dayReport: (date: string | undefined, lang?: Lang) => DayReport;
  readonly defaults: () => DryRunDefaults;
}

/** A checkout may have been made some time before it was paid. */
const EARLIER_MS = 3 * 3_600_000;
/** Checkouts older than that are asked for one by one; a day has few of them. */
const MOST_SINGLE = 50;

/** The day close in three books: the ERP's export, the bridge's ledger, Recurrente's list. */
export function createDayCompare(deps: DayCompareDeps) {
  const { config, clock, desk, dayReport } = deps;

  return async ({ date: asked, files }: CompareRequest, lang: Lang = 'es'): Promise<DayComparison> => {
    const report = dayReport(asked, lang);
    const { date } = report;
    const paid = report.groups
      .flatMap(({ lines }) => lines)
      .map(({ charge_id: id }) => desk.get(id, lang))
      .filter((charge) => charge !== undefined);
    const [erp, recurrente] = await Promise.all([readErp(date, files, lang), readRecurrente(date, paid)]);
    const { others, ...compared } = compareBooks({
      erp: erp?.sales,
      paid,
      recurrente,
      findCharge: (orderId) => desk.findByOrder(orderId, lang),
      isOurs: (externalId) => isExternalIdOf(config().externalIdPrefix, externalId),
    });
    return {
      date,
      made_at: new Date(clock.now()).toISOString(),
      erp: erp ? { files: [...erp.files], rows: erp.sales.length, unread: [...erp.unread] } : null,
      recurrente: { state: recurrente ? 'read' : 'unreachable', others },
      ...compared,
    };
  };

  async function readErp(date: string, files: CompareRequest['files'], lang: Lang): Promise<DayExport | undefined> {
    const { folder, match, profile } = config().dayClose;
    const samples = files
      ? files.map(({ name, content_base64: content }) => ({ name, bytes: Buffer.from(content, 'base64') }))
      : folder === undefined
        ? []
        : await findDayExports({ folder, match }, date, shopDay);
    if (samples.length === 0) return undefined;
    const profiles = [...(profile ? [profile] : []), ...config().folders];
    const nowMs = clock.now();
    return readDayExports(samples, profiles, { ...deps.defaults(), nowMs, mtimeMs: nowMs, lang }, SHIPPED_PROFILES);
  }

  /** What Recurrente shows as paid on that day; undefined when it could not tell all of it. */
  async function readRecurrente(date: string, paid: readonly ChargeView[]): Promise<RecurrentePayment[] | undefined> {
    const { fromMs, toMs } = dayBounds(date);
    const listed = await listAllCheckouts(deps, deps.connection, fromMs - EARLIER_MS, toMs);
    if (listed.kind !== 'ok') return undefined;
    const ours = new Set(paid.flatMap(({ attempts }) => attempts.map(({ checkout_id: id }) => id)));
    const payments = listed.value.checkouts.filter(
      ({ reading }) => reading.status === 'paid' && (ours.has(reading.id) || isWithin(reading, fromMs, toMs)),
    );
    const seen = new Set(payments.map(({ reading }) => reading.id));
    const missing = paid
      .filter(({ attempts }) => !attempts.some(({ checkout_id: id }) => id !== null && seen.has(id)))
      .flatMap(({ attempts }) => attempts.map(({ checkout_id: id }) => id))
      .filter((id) => id !== null);
    if (missing.length > MOST_SINGLE) return undefined;
    for (const id of missing) {
      const reply = deps.connection.report(await deps.recurrente.getCheckout(id));
      if (reply.kind === 'ok' && reply.value.reading.status === 'paid') payments.push(reply.value);
      else if (reply.kind !== 'ok' && reply.kind !== 'not_found') return undefined;
    }
    return payments.map(({ externalId, reading }) => ({
      checkoutId: reading.id,
      externalId,
      totalInCents: reading.totalInCents,
      currency: reading.currency,
    }));
  }
}

function isWithin({ paidAtMs, createdAtMs }: CheckoutAnswer['reading'], fromMs: number, toMs: number): boolean {
  const atMs = paidAtMs ?? createdAtMs;
  return atMs !== null && atMs >= fromMs && atMs < toMs;
}
