import { CircleCheckBig, CircleX, Clock, Scale, TriangleAlert, Undo2, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView, RefundView } from '../../main/contract/charge.ts';
import { formatMoney } from '../../main/contract/money.ts';
import type { Changes } from '../caja/use-changes.ts';
import { Button } from '../ui/button.tsx';
import { formatDay, formatTime, totalOf } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { RefundDialog } from './refund-dialog.tsx';
import { ResolveRefundDialog } from './resolve-refund-dialog.tsx';

export interface RefundPartProps {
  readonly charge: ChargeView;
  readonly changes: Changes;
  /** What the bridge answered to a request or a decision. */
  readonly onAnswer: (charge: ChargeView) => void;
}

const ICONS: Readonly<Record<RefundView['status'], LucideIcon>> = {
  requested: Clock,
  sending: Clock,
  pending: Clock,
  in_doubt: TriangleAlert,
  succeeded: CircleCheckBig,
  failed: CircleX,
};

/** Giving a payment back: the button while none is open or made, and what became of the last one. */
export function RefundPart({ charge, changes, onAnswer }: RefundPartProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'ask' | 'resolve'>();
  const { refund } = charge;
  const canAsk = charge.status === 'paid' && (refund === null || refund.status === 'failed');
  const inDoubt = refund?.status === 'in_doubt';
  const close = (): void => setOpen(undefined);

  // The button that opened the box is gone once the bridge agreed; without this the keyboard would be left nowhere.
  const news = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open !== undefined) return undefined;
    // The box gives the focus back in its own time, later on a slow PC: so it is looked after more than once.
    const looks = [0, 60, 200, 600].map((ms) =>
      setTimeout(() => {
        if (document.activeElement === document.body) news.current?.focus();
      }, ms),
    );
    return () => looks.forEach(clearTimeout);
  }, [open, canAsk, inDoubt]);

  return (
    <>
      <div ref={news} tabIndex={-1} role="status" className="refund-news">
        {refund && <RefundState refund={refund} currency={charge.currency} />}
      </div>
      {canAsk && (
        <div className="detail-actions">
          <Button look="danger" icon={<Undo2 aria-hidden />} onPress={() => setOpen('ask')}>
            {t('refund.ask', { amount: totalOf(charge) })}
          </Button>
        </div>
      )}
      {inDoubt && (
        <div className="detail-actions">
          <Button look="main" icon={<Scale aria-hidden />} onPress={() => setOpen('resolve')}>
            {t('refund.resolve')}
          </Button>
        </div>
      )}
      {open === 'ask' && <RefundDialog charge={charge} changes={changes} onAnswer={onAnswer} onClose={close} />}
      {open === 'resolve' && refund && (
        <ResolveRefundDialog charge={charge} refund={refund} changes={changes} onAnswer={onAnswer} onClose={close} />
      )}
    </>
  );
}

function RefundState({ refund, currency }: { readonly refund: RefundView; readonly currency: ChargeView['currency'] }) {
  const { t } = useTranslation();
  const lang = useLang();
  const Icon = ICONS[refund.status];
  const atIso = refund.closed_at ?? refund.requested_at;
  const sentences = [refund.status === 'in_doubt' ? null : t(`refund.step.${refund.status}`), refund.failure?.message];
  return (
    <div className={`refund refund-${refund.status}`} data-refund={refund.status}>
      <Icon className="refund-icon" aria-hidden />
      <p>
        <strong>
          {t(`detail.refundStatus.${refund.status}`)} · {formatMoney(refund.amount_in_cents, currency)}
        </strong>
        <span className="fact-line">{sentences.filter(Boolean).join(' ')}</span>
        <span className="fact-line">
          {[`${formatDay(atIso, lang)} ${formatTime(atIso, lang)}`, refund.id].filter(Boolean).join(' · ')}
        </span>
      </p>
    </div>
  );
}
