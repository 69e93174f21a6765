import { CreditCard, ExternalLink, RotateCw } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { formatMoney } from '../../../main/contract/money.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { call } from '../../api/call.ts';
import { offeredFor } from '../../caja/card-actions.ts';
import { resultLine } from '../../caja/face.ts';
import { useChanges } from '../../caja/use-changes.ts';
import { useLive } from '../../live/live-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { formatExactTime, shopDay } from '../../ui/format.ts';
import { StatusMark } from '../../ui/status-mark.tsx';
import { useLang } from '../../words/use-lang.ts';
import { Section } from '../section.tsx';
import { placeOf } from './steps.ts';

const LOOPBACK = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?/;

/** The smallest charge there can be, by the same door as every other; what is shown of it is what the bridge says. */
export function TestCharge({ settings, onDone }: { readonly settings: SettingsView; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const changes = useChanges();
  const { recent } = useLive();
  const { terminals, currency, limits, defaultTerminal, recurrente } = settings.config;
  const [terminal, setTerminal] = useState(defaultTerminal ?? terminals[0]?.alias ?? null);
  const [id, setId] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const charge = recent.find((each) => each.id === id);
  const cents = limits[currency].minCents;
  const amount = formatMoney(cents, currency);
  const isOpen = charge !== undefined && !charge.final;
  const isPaid = charge?.paid === true;
  const done = useEffectEvent(onDone);
  useEffect(() => {
    if (isPaid) done();
  }, [isPaid]);

  async function send(): Promise<void> {
    setBusy(true);
    setFault(undefined);
    const now = Date.now();
    const time = formatExactTime(new Date(now).toISOString(), 'en').replaceAll(':', '');
    const answer = await call<ChargeView>('/v1/charges', {
      lang,
      body: {
        order_id: `${t('ajustes.test.order')}-${shopDay(now).replaceAll('-', '')}-${time}`,
        amount_in_cents: cents,
        currency,
        ...(terminal === null ? {} : { terminal }),
      },
    });
    setBusy(false);
    if (answer.ok) setId(answer.data.id);
    else setFault(answer.refusal.errors[0]?.message ?? answer.refusal.detail);
  }

  return (
    <Section title={t('ajustes.start.test')} lead={t('ajustes.test.lead', { amount })}>
      {settings.secrets.recurrente_key.mode === 'live' && (
        <p className="form-note">{t('ajustes.test.live', { amount })}</p>
      )}
      {terminals.length === 0 ? (
        <p className="form-note">
          {t('ajustes.test.noTerminal')} <a href={`#/${placeOf('terminals')}`}>{t('ajustes.start.terminals')}</a>
        </p>
      ) : (
        <>
          {terminals.length > 1 && (
            <Choice
              row
              label={t('common.terminal')}
              value={terminal}
              onChange={setTerminal}
              options={terminals.map(({ alias, name }) => ({ value: alias, label: name }))}
              isDisabled={isOpen}
            />
          )}
          <div>
            <Button
              look="main"
              size="large"
              icon={<CreditCard aria-hidden />}
              isBusy={busy}
              isDisabled={isOpen}
              onPress={() => void send()}
            >
              {busy ? t('common.working') : t('ajustes.test.send', { amount })}
            </Button>
          </div>
        </>
      )}
      {fault !== undefined && (
        <p className="form-fault" role="alert">
          {fault}
        </p>
      )}
      {charge && (
        <div className={`test-charge test-charge-${charge.status}`} data-status={charge.status}>
          <p role="status">
            <StatusMark status={charge.status} words={false} /> <strong>{resultLine(charge, t)}</strong>
          </p>
          <p>{charge.failure?.message}</p>
          <p>{charge.next_step}</p>
          {offeredFor(charge.status).some(({ action }) => action === 'retry') && (
            <Button
              icon={<RotateCw aria-hidden />}
              isBusy={changes.isBusy(charge)}
              onPress={() => void changes.retry(charge)}
            >
              {t('caja.retry')}
            </Button>
          )}
          {isOpen && LOOPBACK.test(recurrente.baseUrl) && (
            <a href={recurrente.baseUrl} target="_blank" rel="noreferrer" className="test-charge-link">
              <ExternalLink aria-hidden />
              {t('ajustes.test.sandbox')}
            </a>
          )}
        </div>
      )}
    </Section>
  );
}
