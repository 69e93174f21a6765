import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from 'react-aria-components';
import { desktop } from '../desktop.ts';
import { changePreferences, LANG_CHOICES, THEMES, usePreferences } from '../prefs/preferences.ts';
import { SoundChoices } from '../sound/sound-choices.tsx';
import type { Sounds } from '../sound/sounds.ts';
import { Choice } from '../ui/choice.tsx';
import type { SettingsView } from '../../main/contract/settings.ts';
import { LANGS } from '../../main/contract/faults.ts';
import { Section, SettingsForm } from './section.tsx';
import { useSave, useSettings } from './use-settings.ts';

/** What this screen looks and sounds like; kept on this PC, in force at once. */
export function ScreenSection({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { lang, theme } = usePreferences();
  return (
    <Section title={t('ajustes.section.pantalla')} lead={t('ajustes.screen.lead')}>
      <div className="form">
        <Choice
          row
          label={t('ajustes.screen.language')}
          value={lang}
          onChange={(next) => changePreferences({ lang: next })}
          options={LANG_CHOICES.map((value) => ({ value, label: t(`ajustes.screen.languages.${value}`) }))}
        />
        <Choice
          row
          label={t('ajustes.screen.theme')}
          value={theme}
          onChange={(next) => changePreferences({ theme: next })}
          options={THEMES.map((value) => ({ value, label: t(`ajustes.screen.themes.${value}`) }))}
        />
        <Autostart />
        <SoundChoices sounds={sounds} />
      </div>
      <BridgeLanguage />
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

/** What every window speaks where nobody chose otherwise; of the bridge's configuration, so it needs the bridge. */
function BridgeLanguage() {
  const { data } = useSettings();
  return data ? <BridgeLanguageForm settings={data} /> : null;
}

function BridgeLanguageForm({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const [language, setLanguage] = useState(settings.config.language);
  return (
    <SettingsForm save={save} onSubmit={() => void save.save({ language })}>
      <Choice
        row
        label={t('ajustes.screen.bridgeLanguage')}
        value={language}
        onChange={setLanguage}
        options={LANGS.map((value) => ({ value, label: t(`ajustes.screen.languages.${value}`) }))}
      />
    </SettingsForm>
  );
}
