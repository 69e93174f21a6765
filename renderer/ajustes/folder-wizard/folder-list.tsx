import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderConfig } from '../../../main/contract/folders.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { SureDialog } from '../sure-dialog.tsx';
import { useSave } from '../use-settings.ts';
import { FolderRow } from './folder-row.tsx';
import { useFolders } from './use-folders.ts';

/** What names a folder to the bridge: its name, or its path. */
const keyOf = ({ name, path }: FolderConfig): string => name ?? path;

/** The watched folders as they are now. What would begin to charge, or stop, is asked first. */
export function FolderList({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const live = useFolders();
  const [asking, setAsking] = useState<{ readonly what: 'remove' | 'charge'; readonly folder: FolderConfig }>();
  const { folders } = settings.config;

  const setDryRun = (folder: FolderConfig, dryRun: boolean): void =>
    void save.save({ folders: folders.map((each) => (each === folder ? { ...each, dryRun } : each)) });
  function confirm(): void {
    if (!asking) return;
    const { what, folder } = asking;
    if (what === 'charge') setDryRun(folder, false);
    else void save.save({ folders: folders.filter((each) => keyOf(each) !== keyOf(folder)) });
  }

  if (folders.length === 0) return <p className="form-note">{t('ajustes.folders.none')}</p>;
  return (
    <>
      {(save.faults['form'] ?? live.error) && (
        <p className="form-fault" role="alert">
          {save.faults['form'] ?? live.error?.message}
        </p>
      )}
      <ul className="folder-list">
        {folders.map((folder) => (
          <FolderRow
            key={keyOf(folder)}
            folder={folder}
            status={live.data?.find((status) => status.folder === keyOf(folder))}
            busy={save.saving}
            onDryRun={(dryRun) => (dryRun ? setDryRun(folder, true) : setAsking({ what: 'charge', folder }))}
            onRemove={() => setAsking({ what: 'remove', folder })}
          />
        ))}
      </ul>
      {asking && (
        <SureDialog
          title={t(`ajustes.folders.${asking.what}Title`, { name: keyOf(asking.folder) })}
          lead={t(`ajustes.folders.${asking.what}Lead`)}
          words={t(`ajustes.folders.${asking.what}Do`)}
          onSure={confirm}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}
