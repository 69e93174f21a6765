import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { useNow } from '../live/use-now.ts';
import { askedOf, formatTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { paymentFacts, resultLine, type Face } from './face.ts';
import { lastShownAs } from './last-shown.ts';
import { ToneIcon } from './tone-icon.tsx';

/** What became of the charge before: the next one may take the card at once, and its answer must not be lost with it. */
export function LastResult({ last, face }: { readonly last: ChargeView | null; readonly face: Face }) {
  const { t } = useTranslation();
  const lang = useLang();
  const shownAs = lastShownAs(last, face, useNow());
  if (!last || !shownAs) return null;
  const order = `${last.order_id} · ${formatTime(last.updated_at, lang)}`;
  if (shownAs === 'line')
    return (
      <p className="card-last">
        <span className="card-last-label">{t('face.last')}</span> {resultLine(last, t)}{' '}
        <span className="card-last-order">{order}</span>
      </p>
    );
  const status = t(`status.${last.status}`);
  return (
    <div className={`card-band ${last.paid ? 'card-band-paid' : 'card-band-unpaid'}`} data-band={last.status}>
      <ToneIcon tone={last.paid ? 'paid' : 'declined'} className="card-band-icon" />
      <p className="card-band-words">
        <span className="visually-hidden">{t('face.last')}: </span>
        <strong>{last.paid ? status : t('face.notPaid', { status: status.toLocaleLowerCase(lang) })}</strong>{' '}
        <strong className="card-band-amount">{askedOf(last)}</strong>
        <span className="card-band-facts">{[order, ...(last.paid ? paymentFacts(last, t) : [])].join(' · ')}</span>
      </p>
    </div>
  );
}
