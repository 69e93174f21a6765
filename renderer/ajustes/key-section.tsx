import { CircleCheck, CircleX, PlugZap } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import type { KeyTest, SettingsView } from '../../main/contract/settings.ts';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useLang } from '../words/use-lang.ts';
import { Section } from './section.tsx';
import { SureDialog } from './sure-dialog.tsx';

export interface KeySectionProps {
  readonly settings: SettingsView;
  /** A key was stored from here; not said when it is forgotten. */
  readonly onSaved?: () => void;
}

/** Recurrente's key: can be tried, stored and forgotten, never read back. */
export function KeySection({ settings, onSaved }: KeySectionProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const [test, setTest] = useState<KeyTest>();
  const [fault, setFault] = useState<string>();
  const [mayForce, setMayForce] = useState(false);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { set, fixed, mode } = settings.secrets.recurrente_key;

  async function ask(
    path: 'test-key' | 'recurrente-key',
    body: { readonly key?: string | null; readonly force?: boolean },
  ): Promise<void> {
    setBusy(true);
    setFault(undefined);
    setTest(undefined);
    const answer = await call<KeyTest>(`/v1/settings/${path}`, { lang, body, timeoutMs: 30_000 });
    setBusy(false);
    if (!answer.ok) {
      setFault(answer.refusal.errors[0]?.message ?? answer.refusal.detail);
      setMayForce(path === 'recurrente-key' && answer.refusal.errors.length > 0);
      return;
    }
    setMayForce(false);
    setTest(answer.data);
    if (path === 'recurrente-key') {
      setKey('');
      await queries.invalidateQueries({ queryKey: ['settings'] });
      if (body.key !== null) onSaved?.();
      // The button that forgets goes with the key.
      else field.current?.focus();
    }
  }

  function save(event: FormEvent): void {
    event.preventDefault();
    if (key.trim().length < 8) setFault(t('ajustes.key.short'));
    else void ask('recurrente-key', { key: key.trim() });
  }

  return (
    <Section title={t('ajustes.section.recurrente')} lead={t('ajustes.key.lead')}>
      <p className="key-state">
        {set ? <CircleCheck aria-hidden className="good" /> : <CircleX aria-hidden className="bad" />}
        <strong>{set ? t(`ajustes.key.mode.${mode ?? 'unknown'}`) : t('ajustes.key.none')}</strong>
      </p>
      {fixed ? (
        <p className="form-note">{settings.sandbox ? t('ajustes.key.fixedSandbox') : t('ajustes.key.fixed')}</p>
      ) : (
        <form className="form" onSubmit={save} noValidate>
          <Field
            label={set ? t('ajustes.key.replace') : t('ajustes.key.label')}
            hint={t('ajustes.key.hint')}
            type="password"
            autoComplete="off"
            value={key}
            onChange={setKey}
            error={fault}
            maxLength={200}
            inputRef={field}
          />
          <div className="form-row">
            <Button type="submit" look="main" isBusy={busy} isDisabled={key === ''}>
              {busy ? t('common.working') : t('ajustes.key.save')}
            </Button>
            {mayForce && (
              <Button isBusy={busy} onPress={() => void ask('recurrente-key', { key: key.trim(), force: true })}>
                {t('ajustes.key.force')}
              </Button>
            )}
          </div>
        </form>
      )}
      <div className="form-row">
        <Button
          icon={<PlugZap aria-hidden />}
          isBusy={busy}
          isDisabled={!set && key === ''}
          onPress={() => void ask('test-key', key.trim() === '' ? {} : { key: key.trim() })}
        >
          {key.trim() === '' ? t('ajustes.key.testStored') : t('ajustes.key.test')}
        </Button>
        {set && !fixed && (
          <Button look="danger" isBusy={busy} onPress={() => setAsking(true)}>
            {t('ajustes.key.forget')}
          </Button>
        )}
      </div>
      {asking && (
        <SureDialog
          title={t('ajustes.key.forget')}
          lead={t('ajustes.key.forgetLead')}
          onSure={() => void ask('recurrente-key', { key: null })}
          onClose={() => setAsking(false)}
        />
      )}
      <p role="status" className={test ? `key-test key-test-${test.result}` : 'visually-hidden'}>
        {test &&
          [test.message, test.account_name && t('ajustes.key.account', { name: test.account_name })]
            .filter(Boolean)
            .join(' ')}
      </p>
    </Section>
  );
}
