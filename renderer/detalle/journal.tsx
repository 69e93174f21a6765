import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ChargeView, JournalEntry } from '../../main/contract/charge.ts';
import { call } from '../api/call.ts';
import { formatExactTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';

/** What was sent, received and decided, line by line. Read again whenever the charge changes. */
export function Journal({ charge }: { readonly charge: ChargeView }) {
  const { t } = useTranslation();
  const lang = useLang();
  const journal = useQuery({
    queryKey: ['journal', charge.id, charge.updated_at, charge.refund?.status, lang],
    queryFn: async ({ signal }) => {
      const answer = await call<{ data: JournalEntry[] }>(`/v1/charges/${encodeURIComponent(charge.id)}/events`, {
        lang,
        signal,
      });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data.data;
    },
    placeholderData: (previous) => previous,
  });
  if (journal.isError) return <p role="alert">{t('detail.journalFailed')}</p>;
  if (!journal.data) return <p>{t('common.loading')}</p>;
  return (
    <ol className="journal">
      {journal.data.map(({ seq, at, message }) => (
        <li key={seq}>
          <time dateTime={at}>{formatExactTime(at, lang)}</time>
          <span>{message}</span>
        </li>
      ))}
    </ol>
  );
}
