import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { Resolution } from '../../main/contract/requests.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { askedOf } from '../ui/format.ts';
import { useStillOpen } from '../ui/use-still-open.ts';
import { useWord, WordFields } from './word-fields.tsx';
import type { Changes } from './use-changes.ts';

type Outcome = Resolution['outcome'];

/** A person's word on a charge in doubt. "Paid" is not among the answers: only Recurrente says that. */
export function ResolveDialog({
  charge,
  changes,
  onClose,
}: {
  readonly charge: ChargeView;
  readonly changes: Changes;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const word = useWord();
  const isStillOpen = useStillOpen();
  const [outcomeFault, setOutcomeFault] = useState<string>();
  const earlier = charge.failure?.code === 'already_paid' || charge.failure?.code === 'number_in_use';
  const offered: readonly Outcome[] = earlier ? ['same_sale', 'new_sale', 'not_paid'] : ['not_paid'];
  const chosen = offered.length === 1 ? (offered[0] ?? null) : outcome;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const said = word.read();
    setOutcomeFault(chosen ? undefined : t('resolve.outcomeMissing'));
    if (!chosen || !said) return;
    const answer = await changes.resolve(charge, { outcome: chosen, ...said });
    if (answer?.ok && isStillOpen()) onClose();
  }

  return (
    <Dialog
      title={t('resolve.title')}
      lead={t('resolve.lead', { order: charge.order_id, amount: askedOf(charge) })}
      onClose={onClose}
    >
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        {charge.failure && <p className="form-note">{charge.failure.message}</p>}
        <Choice
          label={t('resolve.outcome')}
          value={chosen}
          onChange={setOutcome}
          error={outcomeFault}
          options={offered.map((value) => ({ value, label: t(`resolve.${value}`), hint: t(`resolve.${value}Step`) }))}
        />
        <WordFields word={word} />
        <p className="form-note">{t('resolve.paidNote')}</p>
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
