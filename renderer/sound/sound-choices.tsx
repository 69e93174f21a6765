import { Label, Slider, SliderOutput, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { changePreferences, usePreferences } from '../prefs/preferences.ts';
import { MuteGrid } from './mute-grid.tsx';
import type { Sounds } from './sounds.ts';

/** What is told on this screen, how, how loud, and what it sounds like. */
export function SoundChoices({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { sound, volume } = usePreferences();
  return (
    <fieldset className="sounds">
      <legend className="field-label">{t('ajustes.screen.sounds')}</legend>
      <Switch className="switch" isSelected={sound} onChange={(on) => changePreferences({ sound: on })}>
        <span className="switch-track" aria-hidden="true" />
        {t('ajustes.screen.soundOn')}
      </Switch>
      <Slider
        className="slider"
        value={Math.round(volume * 100)}
        onChange={(value) => changePreferences({ volume: value / 100 })}
        isDisabled={!sound}
      >
        <Label>{t('ajustes.screen.volume')}</Label>
        <SliderOutput />
        <SliderTrack className="slider-track">
          <SliderThumb className="slider-thumb" />
        </SliderTrack>
      </Slider>
      <MuteGrid sounds={sounds} />
    </fieldset>
  );
}
