import { Bell, BellOff, MessageSquare, MessageSquareOff, Play, Volume2, VolumeX, type LucideIcon } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { HAPPENINGS, type HappeningKind } from '../../main/contract/happenings.ts';
import { desktop } from '../desktop.ts';
import { changePreferences, usePreferences, type Preferences } from '../prefs/preferences.ts';
import { Button } from '../ui/button.tsx';
import type { Sounds } from './sounds.ts';

type Way = 'muted' | 'mutedToasts' | 'mutedNotices';
const ICONS: Readonly<Record<Way, readonly [on: LucideIcon, off: LucideIcon]>> = {
  muted: [Volume2, VolumeX],
  mutedToasts: [MessageSquare, MessageSquareOff],
  mutedNotices: [Bell, BellOff],
};
/** What the system never tells: it would only repeat what somebody at this PC did or waits for. */
const NO_NOTICE: ReadonlySet<HappeningKind> = new Set(['arrived', 'online']);

/** Each kind of news, and each way in which it is told, muted one by one. */
export function MuteGrid({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  // Only the desktop app has notices of the system.
  const ways: readonly Way[] = desktop ? ['muted', 'mutedToasts', 'mutedNotices'] : ['muted', 'mutedToasts'];
  return (
    <table className="mute-grid">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t('ajustes.screen.news')}</span>
          </th>
          {ways.map((way) => (
            <th key={way} scope="col">
              {t(`ajustes.screen.way.${way}`)}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">{t('ajustes.screen.listen')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {HAPPENINGS.map((kind) => {
          const name = t(`ajustes.screen.happening.${kind}`);
          return (
            <tr key={kind}>
              <th scope="row">{name}</th>
              {ways.map((way) => (
                <td key={way}>
                  {(way !== 'mutedNotices' || !NO_NOTICE.has(kind)) && (
                    <MuteButton kind={kind} way={way} name={name} preferences={preferences} />
                  )}
                </td>
              ))}
              <td>
                <Button
                  size="small"
                  look="quiet"
                  icon={<Play aria-hidden />}
                  aria-label={t('ajustes.screen.play', { name })}
                  onPress={() => sounds.play(kind, preferences.volume)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function MuteButton({
  kind,
  way,
  name,
  preferences,
}: {
  readonly kind: HappeningKind;
  readonly way: Way;
  readonly name: string;
  readonly preferences: Preferences;
}) {
  const { t } = useTranslation();
  const muted = preferences[way];
  const isOn = !muted.includes(kind);
  const Icon = ICONS[way][isOn ? 0 : 1];
  return (
    <ToggleButton
      className="mute-button"
      aria-label={t('ajustes.screen.tells', { way: t(`ajustes.screen.way.${way}`), name })}
      isSelected={isOn}
      isDisabled={way === 'muted' && !preferences.sound}
      onChange={(on) => changePreferences({ [way]: on ? muted.filter((each) => each !== kind) : [...muted, kind] })}
    >
      <Icon aria-hidden />
    </ToggleButton>
  );
}
