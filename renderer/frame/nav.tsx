import { Bell, ChartColumn, Keyboard, PanelTop, Search, Settings, Store, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live-context.tsx';
import logo from '../icon.svg';
import { go, type Screen } from '../routing.ts';
import type { Sounds } from '../sound/sounds.ts';
import { Button } from '../ui/button.tsx';
import { ConnectionPill } from './connection-pill.tsx';
import { NavEntry } from './nav-entry.tsx';
import { SoundButton } from './sound-button.tsx';

type Shown = Exclude<Screen, 'tira'>;
const ENTRIES: readonly { readonly screen: Shown; readonly icon: LucideIcon; readonly hotkey?: string }[] = [
  { screen: 'caja', icon: Store, hotkey: 'Esc' },
  { screen: 'historial', icon: Search, hotkey: 'F3' },
  { screen: 'cierre', icon: ChartColumn, hotkey: 'F4' },
  { screen: 'alertas', icon: Bell },
  { screen: 'ajustes', icon: Settings },
];

export interface NavProps {
  readonly screen: Screen;
  readonly sounds: Sounds;
  readonly onHelp: () => void;
}

/** The way between screens, at the left edge; at the top of narrow windows. */
export function Nav({ screen, sounds, onHelp }: NavProps) {
  const { t } = useTranslation();
  const { alerts } = useLive();
  const open = alerts.filter(({ acknowledged }) => !acknowledged).length;
  return (
    <nav className="nav" aria-label={t('app.screens')}>
      <img className="nav-logo" src={logo} alt="Puente" width={40} height={40} />
      <ul className="nav-list">
        {ENTRIES.map(({ screen: name, icon, hotkey }) => (
          <NavEntry
            key={name}
            place={name}
            label={t(`nav.${name}`)}
            icon={icon}
            hotkey={hotkey}
            isHere={screen === name}
          >
            {name === 'alertas' && open > 0 && (
              <span className="count count-strong nav-count" aria-label={t('alertas.count', { count: open })}>
                {open}
              </span>
            )}
          </NavEntry>
        ))}
      </ul>
      <div className="nav-tools">
        <ConnectionPill />
        <SoundButton sounds={sounds} />
        <Button
          look="quiet"
          size="small"
          icon={<PanelTop aria-hidden />}
          aria-label={t('caja.strip')}
          onPress={() => go('tira')}
        />
        <Button
          look="quiet"
          size="small"
          icon={<Keyboard aria-hidden />}
          aria-label={`${t('caja.help')} (F1)`}
          aria-keyshortcuts="F1"
          onPress={onHelp}
        />
      </div>
    </nav>
  );
}
