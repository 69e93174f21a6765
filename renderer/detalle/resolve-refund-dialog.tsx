import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefundView } from '../../main/contract/charge.ts';
import { formatMoney } from '../../main/contract/money.ts';
import type { RefundResolution } from '../../main/contract/refunds.ts';
import { useWord, WordFields } from '../caja/word-fields.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useStillOpen } from '../ui/use-still-open.ts';
import type { RefundPartProps } from './refund-part.tsx';

type Outcome = RefundResolution['outcome'];
const OUTCOMES: readonly Outcome[] = ['refunded', 'not_refunded'];

/** What a person saw at Recurrente of a refund in doubt. That it was made counts only with its id, which the bridge looks up. */
export function ResolveRefundDialog({
  charge,
  refund,
  changes,
  onAnswer,
  onClose,
}: RefundPartProps & { readonly refund: RefundView; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [refundId, setRefundId] = useState('');
  const [faults, setFaults] = useState<{ outcome?: string; id?: string }>({});
  const word = useWord();
  const isStillOpen = useStillOpen();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const said = word.read();
    const id = refundId.trim();
    const missing = {
      ...(outcome === null ? { outcome: t('refund.outcomeMissing') } : {}),
      ...(outcome === 'refunded' && id === '' ? { id: t('refund.idMissing') } : {}),
    };
    setFaults(missing);
    if (!outcome || !said || Object.keys(missing).length > 0) return;
    const told = outcome === 'refunded' ? { outcome, refund_id: id, ...said } : { outcome, ...said };
    const answer = await changes.resolveRefund(charge, told);
    if (!answer?.ok) return;
    onAnswer(answer.data);
    if (isStillOpen()) onClose();
  }

  return (
    <Dialog
      title={t('refund.resolveTitle')}
      lead={t('refund.resolveLead', {
        order: charge.order_id,
        amount: formatMoney(refund.amount_in_cents, charge.currency),
      })}
      onClose={onClose}
    >
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Choice
          label={t('refund.outcome')}
          value={outcome}
          onChange={setOutcome}
          error={faults.outcome}
          options={OUTCOMES.map((value) => ({ value, label: t(`refund.${value}`), hint: t(`refund.${value}Step`) }))}
        />
        {outcome === 'refunded' && (
          <Field
            label={t('refund.id')}
            hint={t('refund.idHint')}
            value={refundId}
            onChange={setRefundId}
            error={faults.id}
            maxLength={64}
            autoComplete="off"
          />
        )}
        <WordFields word={word} />
        <div className="form-buttons">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="main" isBusy={changes.isBusy(charge)}>
            {t('resolve.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
