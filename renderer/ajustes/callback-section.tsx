import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallbackView } from '../../main/contract/callbacks.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { Choice } from '../ui/choice.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field } from '../ui/field.tsx';
import { formatDay, formatExactTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { Section, SettingsForm } from './section.tsx';
import { SureDialog } from './sure-dialog.tsx';
import { useAsk, useLook } from './use-bridge.ts';
import { useSave } from './use-settings.ts';

const SECRET = '/v1/settings/callback-secret';
const STATES = ['all', 'waiting', 'delivered', 'dead'] as const;
const LOOK_MS = 2000;

/** What the ERP is told without asking: where, with what secret, and how each message went. */
export function CallbackSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  return (
    <Section title={t('ajustes.section.avisos')} lead={t('ajustes.callbacks.lead')}>
      <Target settings={settings} />
      <CallbackSecret />
      <Sent />
    </Section>
  );
}

function Target({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { callbacks } = settings.config;
  const [url, setUrl] = useState(callbacks.url ?? '');
  const [when, setWhen] = useState(callbacks.when);
  const [hosts, setHosts] = useState(callbacks.allowedHosts.join(' '));
  // A fault names one host by its number; one field holds them all.
  const hostFault = Object.entries(save.faults).find(([path]) => path.startsWith('callbacks.allowedHosts'))?.[1];
  const submit = (): void =>
    void save.save({
      callbacks: {
        ...callbacks,
        url: url.trim() === '' ? undefined : url.trim(),
        when,
        allowedHosts: hosts.split(/\s+/).filter(Boolean),
      },
    });
  return (
    <SettingsForm save={save} onSubmit={submit}>
      <Field
        label={t('ajustes.callbacks.url')}
        hint={t('ajustes.callbacks.urlHint')}
        placeholder="http://127.0.0.1:8080/puente"
        value={url}
        onChange={setUrl}
        error={save.faults['callbacks.url']}
        maxLength={500}
      />
      <Field
        label={t('ajustes.callbacks.hosts')}
        hint={t('ajustes.callbacks.hostsHint')}
        value={hosts}
        onChange={setHosts}
        error={hostFault}
      />
      <Choice
        row
        label={t('ajustes.callbacks.when')}
        value={when}
        onChange={setWhen}
        options={(['changes', 'final'] as const).map((value) => ({
          value,
          label: t(`ajustes.callbacks.whens.${value}`),
        }))}
      />
    </SettingsForm>
  );
}

function CallbackSecret() {
  const { t } = useTranslation();
  const ask = useAsk();
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);

  /** What is shown meanwhile would be copied as the new one. */
  async function renew(): Promise<void> {
    setShown(false);
    const answer = await ask(SECRET);
    setShown(answer.ok);
  }

  return (
    <>
      <h3>{t('ajustes.callbacks.secret')}</h3>
      <p className="section-lead">{t('ajustes.callbacks.secretLead')}</p>
      <div className="form-row">
        {shown && <ShownSecret />}
        <Button size="small" onPress={() => setShown(!shown)}>
          {shown ? t('ajustes.erp.hide') : t('ajustes.erp.show')}
        </Button>
        <Button size="small" look="danger" onPress={() => setAsking(true)}>
          {t('ajustes.callbacks.renew')}
        </Button>
      </div>
      {asking && (
        <SureDialog
          title={t('ajustes.callbacks.renew')}
          lead={t('ajustes.callbacks.renewLead')}
          onSure={() => void renew()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function ShownSecret() {
  const { data, error } = useLook<{ readonly secret: string }>(SECRET, false, false);
  if (error) return <span role="alert">{error.message}</span>;
  return (
    data && (
      <>
        <code className="secret">{data.secret}</code>
        <CopyButton text={data.secret} />
      </>
    )
  );
}

function Sent() {
  const { t } = useTranslation();
  const lang = useLang();
  const ask = useAsk();
  const [state, setState] = useState<(typeof STATES)[number]>('all');
  const query = state === 'all' ? '' : `?state=${state}`;
  const sent = useLook<{ readonly data: readonly CallbackView[] }>(`/v1/callbacks${query}`, LOOK_MS);
  const when = (iso: string): string => `${formatDay(iso, lang)} ${formatExactTime(iso, lang)}`;
  return (
    <>
      <h3>{t('ajustes.callbacks.sent')}</h3>
      <Chips
        label={t('ajustes.callbacks.state.label')}
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({ value, label: t(`ajustes.callbacks.state.${value}`) }))}
      />
      {sent.isError && (
        <p className="form-fault" role="alert">
          {sent.error.message}
        </p>
      )}
      {sent.data?.data.length === 0 && <p className="form-note">{t('ajustes.callbacks.none')}</p>}
      <ul className="item-list">
        {sent.data?.data.map(({ id, order_id: order, event, url, tries, last_result: result, ...callback }) => (
          <li key={id} data-callback={order}>
            <span className={callback.state === 'dead' ? 'bad' : ''}>
              {t(`ajustes.callbacks.state.${callback.state}`)}
            </span>
            <span>
              <strong>
                {order} · {event}
              </strong>
              <span>{url}</span>
              <span>
                {[when(callback.created_at), t('ajustes.callbacks.tries', { count: tries }), result]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <Button
              size="small"
              aria-label={t('ajustes.callbacks.resendOf', { order, event })}
              onPress={() =>
                void ask(`/v1/callbacks/${encodeURIComponent(id)}/resend`, {}, t('ajustes.callbacks.resent'))
              }
            >
              {t('ajustes.callbacks.resend')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
