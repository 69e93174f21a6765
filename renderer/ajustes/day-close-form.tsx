import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { desktop } from '../desktop.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { SettingsForm } from './section.tsx';
import { useSave } from './use-settings.ts';

/** Where the ERP leaves what it sold in a day, for the comparison in the day close. */
export function DayCloseForm({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { dayClose } = settings.config;
  const [folder, setFolder] = useState(dayClose.folder ?? '');
  const [match, setMatch] = useState(dayClose.match);

  function submit(): void {
    const path = folder.trim();
    const { folder: _, ...rest } = dayClose;
    void save.save({ dayClose: { ...rest, match: match.trim() || '*', ...(path ? { folder: path } : {}) } });
  }

  return (
    <>
      <h3>{t('ajustes.dayClose.title')}</h3>
      <p className="section-lead">{t('ajustes.dayClose.lead')}</p>
      <SettingsForm save={save} onSubmit={submit}>
        <div className="form-pair">
          <Field
            label={t('ajustes.dayClose.folder')}
            hint={t('ajustes.dayClose.folderHint')}
            value={folder}
            onChange={setFolder}
            error={save.faults['dayClose.folder']}
            maxLength={500}
          />
          <Field
            label={t('ajustes.folders.match')}
            hint={t('ajustes.folders.matchHint')}
            value={match}
            onChange={setMatch}
            error={save.faults['dayClose.match']}
            maxLength={120}
          />
        </div>
        {desktop && (
          <div>
            <Button onPress={() => void desktop?.pickFolder().then((path) => path !== null && setFolder(path))}>
              {t('ajustes.folders.pick')}
            </Button>
          </div>
        )}
      </SettingsForm>
    </>
  );
}
