import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import type { KeyView, Scope } from '../../main/contract/keys.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { formatDay, formatTime } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { Section } from './section.tsx';
import { useAsk, useLook } from './use-bridge.ts';

// Written out here, so that the schemas behind it stay out of what the window loads.
const SCOPES: readonly Scope[] = ['read', 'charge', 'refund', 'manage'];
const LOOK_MS = 5000;

/** Who may call the bridge, what each may do, and when it last did. */
export function CallerSection() {
  const { t } = useTranslation();
  const lang = useLang();
  const ask = useAsk();
  const [revoking, setRevoking] = useState<KeyView>();
  const keys = useLook<{ readonly data: readonly KeyView[] }>('/v1/keys', LOOK_MS);
  const when = (iso: string): string => `${formatDay(iso, lang)} ${formatTime(iso, lang)}`;

  function revoke(id: string): void {
    setRevoking(undefined);
    void ask(`/v1/keys/${encodeURIComponent(id)}/revoke`);
  }

  return (
    <Section title={t('ajustes.section.claves')} lead={t('ajustes.callers.lead')}>
      {keys.isError && (
        <p className="form-fault" role="alert">
          {keys.error.message}
        </p>
      )}
      <ul className="item-list">
        {keys.data?.data.map((key) => (
          <li key={key.id} data-key={key.name}>
            <KeyRound aria-hidden />
            <span>
              <strong>{key.name}</strong>
              <span>{key.scopes.map((scope) => t(`ajustes.callers.scope.${scope}`)).join(' · ')}</span>
              <span>
                {key.revoked_at
                  ? t('ajustes.callers.revoked', { when: when(key.revoked_at) })
                  : key.last_used_at
                    ? t('ajustes.callers.used', { when: when(key.last_used_at) })
                    : t('ajustes.callers.unused')}
              </span>
            </span>
            {key.id === 'file' ? (
              <a href="#/ajustes/erp">{t('ajustes.section.erp')}</a>
            ) : (
              !key.revoked_at && (
                <Button
                  size="small"
                  look="danger"
                  aria-label={t('ajustes.callers.revokeOf', { name: key.name })}
                  onPress={() => setRevoking(key)}
                >
                  {t('ajustes.callers.revoke')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      <NewKey />
      {revoking && (
        <Dialog
          alert
          title={t('ajustes.callers.revokeOf', { name: revoking.name })}
          lead={t('ajustes.callers.revokeLead')}
          onClose={() => setRevoking(undefined)}
        >
          <div className="form-buttons">
            <Button autoFocus onPress={() => setRevoking(undefined)}>
              {t('common.cancel')}
            </Button>
            <Button look="danger" onPress={() => revoke(revoking.id)}>
              {t('ajustes.callers.revoke')}
            </Button>
          </div>
        </Dialog>
      )}
    </Section>
  );
}

function NewKey() {
  const { t } = useTranslation();
  const ask = useAsk('field');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read', 'charge']);
  const [fault, setFault] = useState<string>();
  const [made, setMade] = useState<{ readonly name: string; readonly key: string }>();

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    setMade(undefined);
    const answer = await ask<{ name: string; key: string }>('/v1/keys', { name, scopes });
    if (answer.ok) {
      setMade(answer.data);
      setName('');
    }
    setFault(answer.ok ? undefined : (answer.refusal.errors[0]?.message ?? answer.refusal.detail));
  }

  return (
    <form className="form" onSubmit={(event) => void make(event)} noValidate>
      <h3>{t('ajustes.callers.add')}</h3>
      <Field
        label={t('ajustes.callers.name')}
        hint={t('ajustes.callers.nameHint')}
        value={name}
        onChange={setName}
        error={fault}
        maxLength={40}
        autoComplete="off"
      />
      <div className="form-row" role="group" aria-label={t('ajustes.callers.may')}>
        {SCOPES.map((scope) => (
          <Switch
            key={scope}
            className="switch"
            isSelected={scopes.includes(scope)}
            onChange={(on) => setScopes(SCOPES.filter((each) => (each === scope ? on : scopes.includes(each))))}
          >
            <span className="switch-track" aria-hidden="true" />
            {t(`ajustes.callers.scope.${scope}`)}
          </Switch>
        ))}
      </div>
      <div>
        <Button type="submit" look="main" isDisabled={name.trim() === '' || scopes.length === 0}>
          {t('ajustes.callers.make')}
        </Button>
      </div>
      <div role="status">
        {made && (
          <>
            <p className="form-note">{t('ajustes.callers.once', { name: made.name })}</p>
            <div className="form-row">
              <code className="secret">{made.key}</code>
              <CopyButton text={made.key} />
            </div>
          </>
        )}
      </div>
    </form>
  );
}
