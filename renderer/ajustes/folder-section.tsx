import { FolderInput } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Section } from './section.tsx';

/** The watched folders as they are configured. */
export function FolderSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const { folders } = settings.config;
  return (
    <Section title={t('ajustes.section.carpetas')} lead={t('ajustes.folders.lead')}>
      {folders.length === 0 ? (
        <p className="form-note">{t('ajustes.folders.none')}</p>
      ) : (
        <ul className="item-list">
          {folders.map(({ path, format, dryRun }) => (
            <li key={path}>
              <FolderInput aria-hidden />
              <span>
                <strong>{path}</strong>
                <span>
                  {format.toUpperCase()}
                  {dryRun && ` · ${t('ajustes.folders.dryRun')}`}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="section-lead">{t('ajustes.folders.how', { file: `${settings.data_folder}/config.json` })}</p>
    </Section>
  );
}
