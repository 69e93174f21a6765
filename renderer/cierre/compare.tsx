import { CircleCheckBig, CloudOff, FileUp, Scale, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import type { CompareRequest, DayComparison } from '../../main/contract/comparison.ts';
import { call } from '../api/call.ts';
import { useOpenCharge } from '../detalle/use-open-charge.ts';
import { Button } from '../ui/button.tsx';
import { toBase64 } from '../ui/to-base64.ts';
import { useLang } from '../words/use-lang.ts';
import { CompareTable, CompareTotals } from './compare-table.tsx';

const PATIENCE_MS = 120_000;

/** The day in three books; asked for by a person, since Recurrente's whole list is read for it. */
export function Compare({ date, onOpen }: { readonly date: string; readonly onOpen: (charge: ChargeView) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const openCharge = useOpenCharge(onOpen);
  const [result, setResult] = useState<DayComparison>();
  const [files, setFiles] = useState<CompareRequest['files']>();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function run(chosen = files): Promise<void> {
    setBusy(true);
    setFault(undefined);
    const body = chosen ? { date, files: chosen } : { date };
    const answer = await call<DayComparison>('/v1/reports/day/compare', { lang, body, timeoutMs: PATIENCE_MS });
    setBusy(false);
    if (answer.ok) setResult(answer.data);
    else setFault(answer.refusal.detail);
  }

  async function choose(list: FileList | null): Promise<void> {
    if (!list || list.length === 0) return;
    try {
      const read = await Promise.all(
        [...list].map(async (file) => ({ name: file.name, content_base64: await toBase64(file) })),
      );
      setFiles(read);
      await run(read);
    } catch {
      setFault(t('cierre.compare.unreadable'));
    }
  }

  return (
    <section className={result ? 'panel compare' : 'panel compare no-print'} aria-labelledby="cierre-compare">
      <header className="compare-head">
        <div>
          <h2 id="cierre-compare" className="panel-title">
            {t('cierre.compare.title')}
          </h2>
          {!result && <p className="panel-empty">{t('cierre.compare.lead')}</p>}
        </div>
        <div className="screen-tools no-print">
          <FileTrigger allowsMultiple onSelect={(list) => void choose(list)}>
            <Button icon={<FileUp aria-hidden />} isDisabled={busy}>
              {t('cierre.compare.file')}
            </Button>
          </FileTrigger>
          <Button icon={<Scale aria-hidden />} isBusy={busy} onPress={() => void run()}>
            {busy ? t('common.working') : result ? t('cierre.compare.again') : t('cierre.compare.run')}
          </Button>
        </div>
      </header>
      {fault !== undefined && (
        <p className="form-fault" role="alert">
          {fault}
        </p>
      )}
      <div role="status">{result && <Verdict result={result} />}</div>
      {result && (
        <>
          <CompareTotals result={result} />
          <CompareTable lines={result.lines} onOpen={(id) => void openCharge(id)} />
        </>
      )}
    </section>
  );
}

/** In one line whether the day is right, and what that could not be told of. */
function Verdict({ result: { erp, recurrente, agreed, lines } }: { readonly result: DayComparison }) {
  const { t } = useTranslation();
  const differ = lines.length - agreed;
  const whole = erp !== null && erp.unread.length === 0 && recurrente.state === 'read';
  const good = differ === 0 && whole;
  const notes = [
    differ > 0 ? t('cierre.compare.agreedToo', { count: agreed }) : null,
    erp ? t('cierre.compare.erpFrom', { files: erp.files.join(', '), rows: erp.rows }) : t('cierre.compare.noErp'),
    erp && erp.unread.length > 0
      ? `${t('cierre.compare.unread', { count: erp.unread.length })} ${erp.unread[0]?.reason ?? ''}`
      : null,
    recurrente.state === 'unreachable' ? t('cierre.compare.unreachable') : null,
    recurrente.others > 0 ? t('cierre.compare.others', { count: recurrente.others }) : null,
  ].filter((note) => note !== null);
  const Icon = good ? CircleCheckBig : differ > 0 ? TriangleAlert : CloudOff;
  return (
    <div
      className={`verdict verdict-${good ? 'good' : differ > 0 ? 'bad' : 'part'}`}
      data-verdict={good ? 'good' : differ}
    >
      <Icon aria-hidden />
      <div>
        <strong>
          {differ > 0
            ? t('cierre.compare.differ', { count: differ })
            : t(whole ? 'cierre.compare.agreed' : 'cierre.compare.partial', { count: agreed })}
        </strong>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </div>
  );
}
