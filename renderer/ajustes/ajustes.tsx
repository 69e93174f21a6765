import {
  Archive,
  Cable,
  FolderInput,
  IdCard,
  KeyRound,
  ListOrdered,
  MonitorSmartphone,
  Plug,
  Rocket,
  Send,
  Stethoscope,
  SunMoon,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import type { Sounds } from '../sound/sounds.ts';
import { Failed } from '../ui/failed.tsx';
import { BackupSection } from './backup-section.tsx';
import { CallbackSection } from './callback-section.tsx';
import { CallerSection } from './caller-section.tsx';
import { DeviceSection } from './device-section.tsx';
import { DiagnosticSection } from './diagnostic-section.tsx';
import { ErpSection } from './erp-section.tsx';
import { FolderSection } from './folder-section.tsx';
import { KeySection } from './key-section.tsx';
import { QueueSection } from './queue-section.tsx';
import { ScreenSection } from './screen-section.tsx';
import { StartSection } from './start-section.tsx';
import { TerminalSection } from './terminal-section.tsx';
import { WebhookSection } from './webhook-section.tsx';
import { useSettings } from './use-settings.ts';

const SECTIONS = [
  'inicio',
  'recurrente',
  'terminales',
  'erp',
  'claves',
  'webhooks',
  'avisos',
  'fila',
  'carpetas',
  'aparatos',
  'pantalla',
  'copias',
  'diagnostico',
] as const;
type SectionName = (typeof SECTIONS)[number];

const ICONS: Readonly<Record<SectionName, LucideIcon>> = {
  inicio: Rocket,
  recurrente: KeyRound,
  terminales: MonitorSmartphone,
  erp: Plug,
  claves: IdCard,
  webhooks: Webhook,
  avisos: Send,
  fila: ListOrdered,
  carpetas: FolderInput,
  aparatos: Cable,
  pantalla: SunMoon,
  copias: Archive,
  diagnostico: Stethoscope,
};

export interface AjustesProps {
  readonly section: string;
  readonly query: URLSearchParams;
  readonly sounds: Sounds;
}

/** What IT sets. Each section is saved by itself; nothing takes effect before the bridge said that it is sound. */
export function Ajustes({ section, query, sounds }: AjustesProps) {
  const { t } = useTranslation();
  const settings = useSettings();
  const shown = SECTIONS.find((name) => name === section) ?? 'inicio';
  return (
    <div className="screen ajustes">
      <h1 className="visually-hidden">{t('nav.ajustes')}</h1>
      <nav className="ajustes-nav" aria-label={t('ajustes.sections')}>
        <ul>
          {SECTIONS.map((name) => {
            const Icon = ICONS[name];
            return (
              <li key={name}>
                <a href={`#/ajustes/${name}`} aria-current={name === shown ? 'page' : undefined}>
                  <Icon aria-hidden />
                  {t(`ajustes.section.${name}`)}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <div className="ajustes-body">
        {shown === 'pantalla' ? (
          <ScreenSection sounds={sounds} />
        ) : settings.isLoadingError ? (
          <Failed error={settings.error} onRetry={settings.refetch} />
        ) : settings.data ? (
          // Drafts begin anew in each section, and after a save. A later reading that fails takes nothing typed away.
          <Shown key={shown} name={shown} settings={settings.data} query={query} />
        ) : (
          <p className="blank">{t('common.loading')}</p>
        )}
      </div>
    </div>
  );
}

function Shown({
  name,
  settings,
  query,
}: {
  readonly name: Exclude<SectionName, 'pantalla'>;
  readonly settings: SettingsView;
  readonly query: URLSearchParams;
}) {
  switch (name) {
    case 'inicio':
      return <StartSection settings={settings} query={query} />;
    case 'recurrente':
      return <KeySection settings={settings} />;
    case 'terminales':
      return <TerminalSection settings={settings} />;
    case 'erp':
      return <ErpSection settings={settings} />;
    case 'claves':
      return <CallerSection />;
    case 'webhooks':
      return <WebhookSection settings={settings} />;
    case 'avisos':
      return <CallbackSection settings={settings} />;
    case 'fila':
      return <QueueSection settings={settings} />;
    case 'carpetas':
      return <FolderSection settings={settings} />;
    case 'aparatos':
      return <DeviceSection settings={settings} />;
    case 'copias':
      return <BackupSection settings={settings} />;
    case 'diagnostico':
      return <DiagnosticSection settings={settings} />;
  }
}
