import { useTranslation } from 'react-i18next';
import type { Preview } from '../../../main/contract/folder-wizard.ts';
import { formatMoney } from '../../../main/contract/money.ts';
import type { PreviewRefusal } from './use-folders.ts';

export type Shown =
  | { readonly state: 'unanswered' }
  | { readonly state: 'loading' }
  | { readonly state: 'refused'; readonly refusal: PreviewRefusal }
  | { readonly state: 'ready'; readonly preview: Preview };

/** The charges that the samples would make. Shown only once every question is answered: no amount is shown that was guessed. */
export function PreviewList({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation();
  return (
    <section className="folder-part" aria-labelledby="folder-preview">
      <h3 id="folder-preview">{t('ajustes.folders.preview')}</h3>
      <div aria-live="polite">
        {shown.state === 'unanswered' && <p className="form-note">{t('ajustes.folders.previewLater')}</p>}
        {shown.state === 'loading' && <p className="form-note">{t('common.working')}</p>}
        {shown.state === 'ready' && (
          <p>
            {t('ajustes.folders.counts', {
              cards: shown.preview.cards.length,
              rejects: shown.preview.rejects.length,
              skipped: shown.preview.skipped_rows,
            })}
          </p>
        )}
      </div>
      {shown.state === 'refused' && (
        <ul className="form-fault" role="alert">
          {shown.refusal.errors.length === 0 && <li>{shown.refusal.detail}</li>}
          {shown.refusal.errors.map(({ path, message }) => (
            <li key={path}>
              {path.replace(/^profile\./, '')}: {message}
            </li>
          ))}
        </ul>
      )}
      {shown.state === 'ready' && <Ready preview={shown.preview} />}
    </section>
  );
}

function Ready({ preview: { cards, rejects } }: { readonly preview: Preview }) {
  const { t } = useTranslation();
  return (
    <>
      {cards.length > 0 && (
        <ul className="folder-cards" tabIndex={0} aria-label={t('ajustes.folders.preview')}>
          {cards.map(({ file, line, order_id, amount_in_cents, currency, terminal, expired }) => (
            <li key={`${file}:${line}`} className="folder-card">
              <strong>{formatMoney(amount_in_cents, currency)}</strong>
              <span>{t('ajustes.folders.order', { order: order_id })}</span>
              <span>{terminal ?? t('ajustes.folders.noTerminal')}</span>
              {expired && <span className="folder-card-late">{t('ajustes.folders.late')}</span>}
            </li>
          ))}
        </ul>
      )}
      {rejects.length > 0 && (
        <>
          <h4 className="folder-rejects-title">{t('ajustes.folders.rejects')}</h4>
          <ul className="folder-rejects" tabIndex={0} aria-label={t('ajustes.folders.rejects')}>
            {rejects.map(({ file, line, reason, original }) => (
              <li key={`${file}:${line}`}>
                <strong>{line === null ? file : t('ajustes.folders.line', { file, line })}</strong> {reason}
                {original !== '' && <code>{original}</code>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
