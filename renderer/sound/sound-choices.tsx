import { Play } from 'lucide-react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { HAPPENINGS } from '../live/happenings.ts';
import { changePreferences, usePreferences } from '../prefs/preferences.ts';
import { Button } from '../ui/button.tsx';
import type { Sounds } from './sounds.ts';

/** What may be heard on this screen, how loud, and what it sounds like. */
export function SoundChoices({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { sound, volume, muted } = usePreferences();
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
      <ul className="item-list">
        {HAPPENINGS.map((kind) => (
          <li key={kind}>
            <Switch
              className="switch"
              isDisabled={!sound}
              isSelected={!muted.includes(kind)}
              onChange={(on) =>
                changePreferences({ muted: on ? muted.filter((each) => each !== kind) : [...muted, kind] })
              }
            >
              <span className="switch-track" aria-hidden="true" />
              {t(`ajustes.screen.happening.${kind}`)}
            </Switch>
            <Button
              size="small"
              look="quiet"
              icon={<Play aria-hidden />}
              aria-label={t('ajustes.screen.play', { name: t(`ajustes.screen.happening.${kind}`) })}
              onPress={() => sounds.play(kind, volume)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
