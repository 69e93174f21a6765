import { Download, FileText, Printer, ReceiptText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { desktop } from '../desktop.ts';
import { go } from '../routing.ts';
import { Button } from '../ui/button.tsx';
import { Failed } from '../ui/failed.tsx';
import { askedOf, formatExactTime, formatLongDay, formatTime, shopDay } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { Attention } from './attention.tsx';
import { DaySteps } from './day-steps.tsx';
import { noon } from './days.ts';
import { Compare } from './compare.tsx';
import { GroupTable } from './group-table.tsx';
import { HoursChart } from './hours-chart.tsx';
import { TotalBand } from './total-band.tsx';
import { sumByCurrency } from './totals.ts';
import { useDay } from './use-day.ts';

/** The day close, in the shape of the terminal's own batch report. */
export function Cierre({
  query,
  onOpenCharge,
}: {
  readonly query: URLSearchParams;
  readonly onOpenCharge: (charge: ChargeView) => void;
}) {
  const { t } = useTranslation();
  const lang = useLang();
  const today = shopDay(Date.now());
  // At midnight the sheet that somebody reads, or is about to print, stays the one that it is.
  const [opened] = useState(today);
  const asked = query.get('dia') ?? '';
  const date = /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : opened;
  const day = useDay(date);
  const show = (next: string): void => go(next === opened || next === '' ? 'cierre' : `cierre?dia=${next}`);
  const report = day.data;
  // Once the day was read, the comparison stays: a later reading that fails must not take its files and its result along.
  const [comparable, setComparable] = useState('');
  if (report && comparable !== date) setComparable(date);
  const toast = useToast();

  /** A browser makes its PDF in the print dialog; the desktop asks where and writes it. */
  async function savePdf(name: string): Promise<void> {
    try {
      const path = await desktop?.savePdf(name);
      if (path) toast({ tone: 'good', title: t('cierre.pdfSaved'), detail: path });
    } catch {
      toast({ tone: 'bad', title: t('cierre.pdfFailed'), detail: t('cierre.pdfFailedStep') });
    }
  }

  return (
    <div className="screen cierre">
      <header className="screen-head">
        <h1>
          {t('nav.cierre')}{' '}
          <span className="cierre-day">{formatLongDay(new Date(noon(date)).toISOString(), lang)}</span>
        </h1>
        <div className="screen-tools no-print">
          <DaySteps date={date} today={today} onChange={show} />
          <a
            className="button button-plain button-normal"
            href={`/v1/reports/day?date=${date}&format=csv`}
            download={`cierre-${date}.csv`}
          >
            <Download aria-hidden />
            CSV
          </a>
          {desktop && (
            <Button icon={<FileText aria-hidden />} onPress={() => void savePdf(`cierre-${date}.pdf`)}>
              PDF
            </Button>
          )}
          <Button look="main" icon={<Printer aria-hidden />} onPress={() => print()} autoFocus>
            {t('cierre.print')}
          </Button>
        </div>
      </header>
      {report ? (
        <>
          <Attention title={t('cierre.attention')} charges={report.attention} onOpen={onOpenCharge} />
          {report.groups.length === 0 ? (
            <div className="blank">
              <ReceiptText aria-hidden className="blank-icon" />
              <h2>{t('cierre.none')}</h2>
              <p>{t('cierre.noneStep')}</p>
            </div>
          ) : (
            <div className="totals">
              {sumByCurrency(report.groups).map((sum) => (
                <TotalBand key={sum.currency} sum={sum} />
              ))}
            </div>
          )}
        </>
      ) : day.isError ? (
        <Failed error={day.error} onRetry={day.refetch} />
      ) : (
        <p className="blank">{t('common.loading')}</p>
      )}
      {comparable === date && <Compare key={date} date={date} onOpen={onOpenCharge} />}
      {report && (
        <>
          <div className="cierre-grid">
            <div className="cierre-groups">
              {report.groups.map((group) => (
                <GroupTable key={`${group.terminal.id}-${group.currency}`} group={group} />
              ))}
            </div>
            <div className="cierre-side">
              <HoursChart hours={report.hours} />
              <Unpaid charges={report.unpaid} onOpen={onOpenCharge} />
            </div>
          </div>
          <p className="cierre-made">{t('cierre.made', { time: formatExactTime(report.made_at, lang) })}</p>
        </>
      )}
    </div>
  );
}

interface ChargesProps {
  readonly charges: readonly ChargeView[];
  readonly onOpen: (charge: ChargeView) => void;
}

function Unpaid({ charges, onOpen }: ChargesProps) {
  const { t } = useTranslation();
  const lang = useLang();
  if (charges.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="cierre-unpaid">
      <h2 id="cierre-unpaid" className="panel-title">
        {t('cierre.unpaid')} <span className="count">{charges.length}</span>
      </h2>
      <ul className="plain-list">
        {charges.map((charge) => (
          <li key={charge.id}>
            <Button look="quiet" className="recent-row" onPress={() => onOpen(charge)}>
              <StatusMark status={charge.status} words={false} />
              <span className="recent-order">{charge.order_id}</span>
              <span className="recent-amount">{askedOf(charge)}</span>
              <span className="recent-more">{charge.failure?.message ?? t(`status.${charge.status}`)}</span>
              <span className="recent-time">{formatTime(charge.created_at, lang)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
