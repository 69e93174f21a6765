import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { askAgain, createQueries } from './api/queries.ts';
import { App } from './app.tsx';
import { Boundary } from './frame/boundary.tsx';
import { BrokenWindow } from './frame/broken.tsx';
import { connectLive } from './live/connect.ts';
import { LiveProvider } from './live/live-context.tsx';
import { changePreferences, getPreferences, spokenLang, usePreferences } from './prefs/preferences.ts';
import { Herald } from './sound/herald.tsx';
import type { Sounds } from './sound/sounds.ts';
import { ToastProvider } from './ui/toasts.tsx';
import { createWords } from './words/i18n.ts';
import { LOCALE } from './words/locale.ts';

/** Everything that the screens stand on: language, live state, queries, toasts, sounds. */
export function Window({ sounds, now }: { readonly sounds: Sounds; readonly now: () => number }) {
  const preferences = usePreferences();
  const { theme } = preferences;
  const lang = spokenLang(preferences);
  const words = useMemo(() => createWords(lang), [lang]);
  const live = useMemo(() => connectLive({ lang, now }), [lang, now]);
  const queries = useMemo(createQueries, []);

  useEffect(() => () => live.close(), [live]);
  useEffect(
    () =>
      live.subscribe(() => {
        const told = live.getState().bridge?.language;
        if (told && told !== getPreferences().bridgeLang) changePreferences({ bridgeLang: told });
      }),
    [live],
  );
  useEffect(() => {
    let before = live.getState().link;
    return live.subscribe(() => {
      const { link } = live.getState();
      if (link === 'live' && before !== 'live') void askAgain(queries);
      before = link;
    });
  }, [live, queries]);
  useEffect(() => {
    document.documentElement.lang = lang;
    document.documentElement.dataset['theme'] = theme;
  }, [lang, theme]);

  return (
    <I18nextProvider i18n={words}>
      <I18nProvider locale={LOCALE[lang]}>
        <QueryClientProvider client={queries}>
          <LiveProvider live={live}>
            <ToastProvider>
              <Herald sounds={sounds} />
              <Boundary fallback={<BrokenWindow />}>
                <App sounds={sounds} />
              </Boundary>
            </ToastProvider>
          </LiveProvider>
        </QueryClientProvider>
      </I18nProvider>
    </I18nextProvider>
  );
}
