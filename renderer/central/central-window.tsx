import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import { createQueries } from '../api/queries.ts';
import { spokenLang, usePreferences } from '../prefs/preferences.ts';
import { Boundary } from '../frame/boundary.tsx';
import { BrokenWindow } from '../frame/broken.tsx';
import { ToastProvider } from '../ui/toasts.tsx';
import { createWords } from '../words/i18n.ts';
import { LOCALE } from '../words/locale.ts';
import { CentralApp } from './central-app.tsx';
import { ChainProvider } from './chain-context.tsx';
import { connectChain } from './connect-chain.ts';
import { centralEn } from './words-en.ts';
import { centralEs } from './words-es.ts';

const WORDS = { namespace: 'central', es: centralEs, en: centralEn };

/** Everything that the chain's screens stand on: language, live state, queries, toasts. */
export function CentralWindow() {
  const preferences = usePreferences();
  const { theme } = preferences;
  const lang = spokenLang(preferences);
  const words = useMemo(() => createWords(lang, WORDS), [lang]);
  const chain = useMemo(() => connectChain(lang), [lang]);
  const queries = useMemo(createQueries, []);
  useEffect(() => () => chain.close(), [chain]);
  useEffect(() => {
    document.documentElement.lang = lang;
    document.documentElement.dataset['theme'] = theme;
    document.title = words.t('central:title');
  }, [lang, theme, words]);

  return (
    <I18nextProvider i18n={words}>
      <I18nProvider locale={LOCALE[lang]}>
        <QueryClientProvider client={queries}>
          <ChainProvider chain={chain}>
            <ToastProvider>
              <Boundary fallback={<BrokenWindow />}>
                <CentralApp />
              </Boundary>
            </ToastProvider>
          </ChainProvider>
        </QueryClientProvider>
      </I18nProvider>
    </I18nextProvider>
  );
}
