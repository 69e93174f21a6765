import { Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { desktop } from '../desktop.ts';
import { HAPPENINGS } from '../live/happenings.ts';
import { changePreferences, THEMES, usePreferences } from '../prefs/preferences.ts';
import type { Sounds } from '../sound/sounds.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Section } from './section.tsx';

/** What this screen looks and sounds like; kept on this PC, in force at once. */
export function ScreenSection({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { lang, theme, sound, volume, muted } = usePreferences();
  return (
    <Section title={t('ajustes.section.pantalla')} lead={t('ajustes.screen.lead')}>
      <div className="form">
        <Choice
          row
          label={t('ajustes.screen.language')}
          value={lang}
          onChange={(next) => changePreferences({ lang: next })}
          options={[
            { value: 'es', label: 'Español' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Choice
          row
          label={t('ajustes.screen.theme')}
          value={theme}
          onChange={(next) => changePreferences({ theme: next })}
          options={THEMES.map((value) => ({ value, label: t(`ajustes.screen.themes.${value}`) }))}
        />
        <Autostart />
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
      </div>
    </Section>
  );
}

/** Only the desktop app can start with the PC. */
function Autostart() {
  const { t } = useTranslation();
  const [on, setOn] = useState<boolean>();
  useEffect(() => {
    void desktop?.startsAtLogin().then(setOn);
  }, []);
  if (!desktop || on === undefined) return null;
  return (
    <Switch className="switch" isSelected={on} onChange={(next) => void desktop?.setStartsAtLogin(next).then(setOn)}>
      <span className="switch-track" aria-hidden="true" />
      {t('ajustes.screen.autostart')}
    </Switch>
  );
}
