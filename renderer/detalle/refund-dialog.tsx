import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { cardOf, totalOf } from '../ui/format.ts';
import { useStillOpen } from '../ui/use-still-open.ts';
import type { RefundPartProps } from './refund-part.tsx';

/** Says how much goes back and where to before it is asked for; nothing is asked by Enter alone. */
export function RefundDialog({
  charge,
  changes,
  onAnswer,
  onClose,
}: RefundPartProps & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const amount = totalOf(charge);
  const isStillOpen = useStillOpen();

  async function confirm(): Promise<void> {
    const answer = await changes.refund(charge);
    if (!answer?.ok) return;
    onAnswer(answer.data);
    if (isStillOpen()) onClose();
  }

  return (
    <Dialog
      alert
      title={t('refund.ask', { amount })}
      lead={t('refund.lead', { order: charge.order_id, payment: cardOf(charge) ?? amount })}
      onClose={onClose}
    >
      <div className="form">
        <p>{t('refund.whole', { amount })}</p>
        <p className="form-note form-note-warning">{t('refund.what')}</p>
        <div className="form-buttons">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="main" isBusy={changes.isBusy(charge)} onPress={() => void confirm()}>
            {t('refund.submit', { amount })}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
