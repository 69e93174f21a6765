import { Volume2, VolumeX } from 'lucide-react';
import { useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { changePreferences, usePreferences } from '../prefs/preferences.ts';
import type { Sounds } from '../sound/sounds.ts';
import { Button } from '../ui/button.tsx';

/** Sound on or off; and while the browser still keeps the page silent, that it does and what helps. */
export function SoundButton({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { sound } = usePreferences();
  const isBlocked = useSyncExternalStore(sounds.subscribe, sounds.isBlocked) && sound;
  // The touch on the sign is the one that wakes the sound: it does not turn it off as well.
  const wakes = useRef(false);
  const state = isBlocked ? 'blocked' : sound ? 'on' : 'off';
  return (
    <Button
      look="quiet"
      size="small"
      className={isBlocked ? 'nav-silent' : ''}
      icon={state === 'on' ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />}
      aria-label={t(`sound.${state}`)}
      aria-pressed={sound}
      data-sound={state}
      onPressStart={() => void (wakes.current = isBlocked)}
      onPress={() => (wakes.current ? sounds.wake() : changePreferences({ sound: !sound }))}
    >
      {isBlocked ? t('sound.touch') : undefined}
    </Button>
  );
}
