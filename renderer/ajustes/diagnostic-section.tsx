import { FileDown, FolderOpen, ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { desktop } from '../desktop.ts';
import { saveFile } from '../historial/export-csv.ts';
import { useLive } from '../live/live-context.tsx';
import { Button } from '../ui/button.tsx';
import { formatDay, formatTime, shopDay } from '../ui/format.ts';
import { useLang } from '../words/use-lang.ts';
import { makeDiagnostics } from './diagnostics.ts';
import { Section } from './section.tsx';

/** For support: what runs here, and a file to send that names no customer, card or key. */
export function DiagnosticSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const lang = useLang();
  const state = useLive();
  const { bridge } = state;

  function save(): void {
    const text = JSON.stringify(makeDiagnostics(state, settings, navigator.userAgent), null, 2);
    saveFile(new Blob([text], { type: 'application/json' }), `puente-diagnostico-${shopDay(Date.now())}.json`);
  }

  return (
    <Section title={t('ajustes.section.diagnostico')} lead={t('ajustes.diagnostics.lead')}>
      {bridge && (
        <dl className="facts">
          <div>
            <dt>Puente</dt>
            <dd>{bridge.versions.puente}</dd>
          </div>
          <div>
            <dt>Node · SQLite</dt>
            <dd>
              {bridge.versions.node} · {bridge.versions.sqlite}
            </dd>
          </div>
          <div>
            <dt>{t('ajustes.diagnostics.since')}</dt>
            <dd>
              {formatDay(bridge.started_at, lang)} {formatTime(bridge.started_at, lang)}
            </dd>
          </div>
          <div>
            <dt>{t('ajustes.diagnostics.connection')}</dt>
            <dd>{t(`connection.${bridge.connection}`)}</dd>
          </div>
          <div>
            <dt>{t('ajustes.diagnostics.folder')}</dt>
            <dd>{settings.data_folder}</dd>
          </div>
        </dl>
      )}
      <div className="form-row">
        <Button look="main" icon={<FileDown aria-hidden />} onPress={save}>
          {t('ajustes.diagnostics.save')}
        </Button>
        {desktop && (
          <>
            <Button icon={<ScrollText aria-hidden />} onPress={() => void desktop?.openLogs()}>
              {t('ajustes.diagnostics.logs')}
            </Button>
            <Button icon={<FolderOpen aria-hidden />} onPress={() => void desktop?.openDataFolder()}>
              {t('ajustes.diagnostics.openFolder')}
            </Button>
          </>
        )}
      </div>
    </Section>
  );
}
