import { FolderPlus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Button } from '../ui/button.tsx';
import { DayCloseForm } from './day-close-form.tsx';
import { FolderList } from './folder-wizard/folder-list.tsx';
import { useLookNow } from './folder-wizard/use-folders.ts';
import { FolderWizard } from './folder-wizard/wizard.tsx';
import { Section } from './section.tsx';

export interface FolderSectionProps {
  readonly settings: SettingsView;
  /** Called when the wizard is through. The assistant asks for it, and only for the folders that bring charges. */
  readonly onDone?: () => void;
}

/** The watched folders, and the wizard that makes one from sample files. */
export function FolderSection({ settings, onDone }: FolderSectionProps) {
  const { t } = useTranslation();
  // Undefined at first: the focus comes back to the button only from the wizard.
  const [adding, setAdding] = useState<boolean>();
  const lookNow = useLookNow();
  const finish = (): void => {
    setAdding(false);
    onDone?.();
  };
  return (
    <Section title={t('ajustes.section.carpetas')} lead={t('ajustes.folders.lead')}>
      {adding ? (
        <FolderWizard settings={settings} onDone={finish} />
      ) : (
        <div className="form-row">
          <Button
            autoFocus={adding === false}
            look="main"
            icon={<FolderPlus aria-hidden />}
            onPress={() => setAdding(true)}
          >
            {t('ajustes.folders.add')}
          </Button>
          {settings.config.folders.length > 0 && (
            <Button icon={<RefreshCw aria-hidden />} onPress={() => void lookNow()}>
              {t('ajustes.folders.look')}
            </Button>
          )}
        </div>
      )}
      <FolderList settings={settings} />
      {!adding && !onDone && <DayCloseForm settings={settings} />}
    </Section>
  );
}
