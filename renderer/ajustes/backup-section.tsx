import { Archive } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { formatDay, formatTime } from '../ui/format.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { Section, SettingsForm } from './section.tsx';
import { useSave } from './use-settings.ts';

const MB = 1_000_000;

export function BackupSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const lang = useLang();
  const toast = useToast();
  const queries = useQueryClient();
  const save = useSave(settings);
  const [keep, setKeep] = useState(String(settings.config.backups.keep));
  const [making, setMaking] = useState(false);

  async function make(): Promise<void> {
    setMaking(true);
    const answer = await call<{ name: string }>('/v1/backups', { lang, body: {}, timeoutMs: 120_000 });
    setMaking(false);
    if (answer.ok) toast({ tone: 'good', title: t('ajustes.backups.made', { name: answer.data.name }) });
    else toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
    await queries.invalidateQueries({ queryKey: ['settings'] });
  }

  function submit(): void {
    const sound = /^\d{1,3}$/.test(keep) && Number(keep) >= 1 && Number(keep) <= 365;
    save.setFaults(sound ? {} : { 'backups.keep': t('ajustes.fault.range', { min: 1, max: 365 }) });
    if (sound) void save.save({ backups: { keep: Number(keep) } });
  }

  return (
    <Section
      title={t('ajustes.section.copias')}
      lead={t('ajustes.backups.lead', { folder: `${settings.data_folder}/backups` })}
    >
      <div>
        <Button icon={<Archive aria-hidden />} isBusy={making} onPress={() => void make()}>
          {making ? t('common.working') : t('ajustes.backups.make')}
        </Button>
      </div>
      {settings.backups.length === 0 ? (
        <p className="form-note">{t('ajustes.backups.none')}</p>
      ) : (
        <ul className="item-list">
          {settings.backups.map(({ name, at, bytes }) => (
            <li key={name}>
              <Archive aria-hidden />
              <span>
                <strong>
                  {formatDay(at, lang)} {formatTime(at, lang)}
                </strong>
                <span>
                  {name} · {(bytes / MB).toFixed(1)} MB
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <SettingsForm save={save} onSubmit={submit}>
        <Field
          label={t('ajustes.backups.keep')}
          inputMode="numeric"
          value={keep}
          onChange={(value) => setKeep(value.trim())}
          error={save.faults['backups.keep']}
          maxLength={3}
        />
      </SettingsForm>
    </Section>
  );
}
