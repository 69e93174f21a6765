import type { ChargeView, RemoteView } from '../../contract/charge.ts';
import type { ChainCharge } from '../../contract/chain.ts';
import type { Lang } from '../../contract/faults.ts';
import type { Problem } from '../../contract/problems.ts';
import { describeProblem, PROBLEMS } from '../../contract/problems.ts';
import { translateCharge } from '../../charge/translate.ts';
import type { RemoteRequest } from './order.ts';

/** A line of `remote_charges` with what is known around it. */
export interface RemoteRow {
  readonly id: string;
  readonly account: string;
  readonly order_id: string;
  readonly terminal_id: string;
  readonly origin_bridge: string | null;
  readonly origin_user: string | null;
  readonly request: RemoteRequest;
  readonly status: RemoteView['status'];
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly expires_at: Date;
  readonly claimed_by: string | null;
  readonly charge_id: string | null;
  readonly problem: Problem | null;
  readonly alias: string | null;
  readonly shop: string | null;
  /** The charge as its bridge told it last. */
  readonly doc: ChargeView | null;
}

/** Everything of a remote charge in one reading; `r` is `puente.remote_charges`. */
export const REMOTE_ROW = `
  SELECT r.id, r.account, r.order_id, r.terminal_id, r.origin_bridge, r.origin_user, r.request, r.status, r.created_at,
    greatest(r.created_at, r.claimed_at, r.changed_at) AS changed_at, r.expires_at, r.claimed_by, r.charge_id, r.problem,
    t.alias, coalesce(claimer.shop, holder.shop) AS shop, c.doc
  FROM puente.remote_charges r
  LEFT JOIN puente.terminals t ON t.account = r.account AND t.terminal_id = r.terminal_id
  LEFT JOIN puente.bridges holder ON holder.bridge = t.holder
  LEFT JOIN puente.bridges claimer ON claimer.bridge = r.claimed_by
  LEFT JOIN LATERAL (
    SELECT doc FROM puente.charges WHERE id = r.charge_id AND bridge = r.claimed_by ORDER BY created_at DESC LIMIT 1
  ) c ON true`;

/**
 * The charge as whoever sent it sees it: its bridge's own word once there is one, until then what the queue tells. One id holds
 * from the first answer to the last.
 */
export function viewRemote(row: RemoteRow, lang: Lang): ChainCharge {
  const remote = {
    status: row.status,
    bridge: row.claimed_by,
    origin: row.origin_bridge ?? row.origin_user ?? '',
    charge_id: row.charge_id,
  };
  const place = { account: row.account, shop: row.shop, bridge: row.claimed_by };
  if (row.doc) return { ...translateCharge(row.doc, lang), id: row.id, ...place, remote };
  const { status, code, message, step } = standOf(row, lang);
  const isFinal = status !== 'queued' && status !== 'sending';
  return {
    id: row.id,
    order_id: row.order_id,
    status,
    final: isFinal,
    paid: false,
    currency: row.request.currency,
    amount_in_cents: row.request.amount_in_cents,
    paid_in_cents: null,
    tip_in_cents: null,
    terminal: { id: row.terminal_id, alias: row.alias ?? row.terminal_id },
    source: 'hub',
    description: row.request.description,
    installments: row.request.installments,
    card: null,
    auth_code: null,
    payment_intent_id: null,
    failure: code === null ? null : { code, message: message ?? code },
    refund: null,
    next_step: step,
    attempts: [],
    created_at: row.created_at.toISOString(),
    updated_at: row.changed_at.toISOString(),
    paid_at: null,
    expires_at: isFinal ? null : row.expires_at.toISOString(),
    released: false,
    metadata: { ...row.request.metadata },
    ...place,
    remote,
  };
}

interface Stand {
  readonly status: ChargeView['status'];
  readonly code: string | null;
  readonly message: string | null;
  readonly step: string;
}

/** The state of a charge that no bridge has told of yet. Claimed is `sending`: it may be on a terminal, so nobody calls it off. */
function standOf(row: RemoteRow, lang: Lang): Stand {
  const es = lang === 'es';
  const who = row.claimed_by ?? '';
  switch (row.status) {
    case 'waiting':
      return {
        status: 'queued',
        code: null,
        message: null,
        step: es
          ? 'Espere: la caja que tiene la terminal lo recogerá en cuanto esté en línea.'
          : 'Wait: the till that holds the terminal fetches it as soon as it is online.',
      };
    case 'claimed':
    case 'accepted':
      return {
        status: 'sending',
        code: null,
        message: null,
        step: es
          ? `${who} lo recogió. No lo cobre por otro medio: si tarda, pregunte en esa caja.`
          : `${who} has fetched it. Do not charge it by other means: if it takes long, ask at that till.`,
      };
    case 'refused': {
      // A newer bridge may refuse for a reason that has no words here yet.
      const told = row.problem && row.problem.code in PROBLEMS ? describeProblem(row.problem, lang) : undefined;
      return {
        status: 'failed',
        code: row.problem?.code ?? 'rejected',
        message: told?.errors?.map((each) => `${each.path}: ${each.message}`).join(' ') ?? told?.detail ?? null,
        step: es
          ? `No se cobró: ${who} no lo aceptó. Corrija el motivo y reintente.`
          : `Not charged: ${who} did not take it. Correct the reason and retry.`,
      };
    }
    case 'expired':
      return {
        status: 'expired',
        code: 'not_fetched',
        message: es ? 'Ninguna caja lo recogió a tiempo.' : 'No till fetched it in time.',
        step: es
          ? 'No se cobró. Revise que la caja que tiene la terminal esté en línea y reintente si el cliente sigue ahí.'
          : 'Not charged. Check that the till that holds the terminal is online, and retry if the customer is still there.',
      };
    case 'cancelled':
      return {
        status: 'cancelled',
        code: 'cancelled_in_queue',
        message: es ? 'Se canceló antes de que una caja lo recogiera.' : 'It was cancelled before a till fetched it.',
        step: es ? 'No se cobró. Reintente si aún hace falta.' : 'Not charged. Retry if it is still wanted.',
      };
  }
}
