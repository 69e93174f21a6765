import { CircleCheck, CircleX } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { SettingsView } from '../../main/contract/settings.ts';
import type { WebhooksView } from '../../main/contract/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field } from '../ui/field.tsx';
import { formatDay, formatExactTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { Section } from './section.tsx';
import { SureDialog } from './sure-dialog.tsx';
import { useAsk, useLook } from './use-bridge.ts';
import { useSave } from './use-settings.ts';

const LOOK_MS = 1500;

/** Recurrente's webhooks through a tunnel: whether they arrive, their secret, and how a tunnel is led here. */
export function WebhookSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { webhooks } = settings.config;
  const look = useLook<WebhooksView>('/v1/webhooks', LOOK_MS);
  return (
    <Section title={t('ajustes.section.webhooks')} lead={t('ajustes.webhooks.lead')}>
      <Switch
        className="switch"
        isSelected={webhooks.enabled}
        isDisabled={save.saving}
        onChange={(enabled) => void save.save({ webhooks: { ...webhooks, enabled } })}
      >
        <span className="switch-track" aria-hidden="true" />
        {t('ajustes.webhooks.enabled')}
      </Switch>
      {(save.faults['form'] ?? look.error?.message) && (
        <p className="form-fault" role="alert">
          {save.faults['form'] ?? look.error?.message}
        </p>
      )}
      {look.data && <Door view={look.data} />}
    </Section>
  );
}

function Door({ view }: { readonly view: WebhooksView }) {
  const { t } = useTranslation();
  const lang = useLang();
  const ask = useAsk();
  const [asking, setAsking] = useState(false);
  const { last_received_at: last, trouble } = view;
  const good = view.listening && trouble === null;
  return (
    <>
      <p className="key-state" role="status">
        {good ? <CircleCheck aria-hidden className="good" /> : <CircleX aria-hidden className="bad" />}
        <strong>
          {trouble
            ? t(`ajustes.webhooks.trouble.${trouble}`)
            : view.listening
              ? t('ajustes.webhooks.listening')
              : t('ajustes.webhooks.off')}
        </strong>
      </p>
      <dl className="facts">
        <div>
          <dt>{t('ajustes.webhooks.last')}</dt>
          <dd>{last ? `${formatDay(last, lang)} ${formatExactTime(last, lang)}` : t('ajustes.webhooks.never')}</dd>
        </div>
        <div>
          <dt>{t('ajustes.webhooks.polling')}</dt>
          <dd>{view.polling_relaxed ? t('ajustes.webhooks.relaxed') : t('ajustes.webhooks.usual')}</dd>
        </div>
        <div>
          <dt>{t('ajustes.webhooks.local')}</dt>
          <dd>
            <code>{view.local_url}</code> <CopyButton text={view.local_url} />
          </dd>
        </div>
        <div>
          <dt>{t('ajustes.webhooks.secrets')}</dt>
          <dd>
            {view.secrets}{' '}
            {view.secrets > 1 && (
              <Button size="small" look="danger" onPress={() => setAsking(true)}>
                {t('ajustes.webhooks.dropOld')}
              </Button>
            )}
          </dd>
        </div>
      </dl>
      {asking && (
        <SureDialog
          title={t('ajustes.webhooks.dropOld')}
          lead={t('ajustes.webhooks.dropOldLead')}
          onSure={() => void ask('/v1/webhooks/secrets/drop-old')}
          onClose={() => setAsking(false)}
        />
      )}
      <h3>{t('ajustes.webhooks.tunnel')}</h3>
      {view.steps.map(({ tool, commands, text }) => (
        <details key={tool}>
          <summary>{tool}</summary>
          <p>{text}</p>
          <pre className="code" tabIndex={0} aria-label={tool}>
            {commands.join('\n')}
          </pre>
          <CopyButton text={commands.join('\n')} />
        </details>
      ))}
      <OneField
        key="url"
        path="/v1/webhooks/register"
        field="url"
        words="register"
        placeholder="https://puente.mitienda.gt"
      />
      <OneField key="secret" path="/v1/webhooks/secrets" field="secret" words="secret" placeholder="whsec_…" />
    </>
  );
}

interface OneFieldProps {
  readonly path: string;
  readonly field: 'url' | 'secret';
  readonly words: 'register' | 'secret';
  readonly placeholder: string;
}

/** A question with one answer, which the bridge judges. */
function OneField({ path, field, words, placeholder }: OneFieldProps) {
  const { t } = useTranslation();
  const ask = useAsk('field');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(path, { [field]: text.trim() }, t(`ajustes.webhooks.${words}.done`));
    setBusy(false);
    if (answer.ok) setText('');
    setFault(answer.ok ? undefined : (answer.refusal.errors[0]?.message ?? answer.refusal.detail));
  }
  return (
    <form className="form" onSubmit={(event) => void send(event)} noValidate>
      <Field
        label={t(`ajustes.webhooks.${words}.label`)}
        hint={t(`ajustes.webhooks.${words}.hint`)}
        type={field === 'secret' ? 'password' : 'url'}
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        onChange={setText}
        error={fault}
        maxLength={400}
      />
      <div>
        <Button type="submit" isBusy={busy} isDisabled={text.trim() === ''}>
          {busy ? t('common.working') : t(`ajustes.webhooks.${words}.do`)}
        </Button>
      </div>
    </form>
  );
}
