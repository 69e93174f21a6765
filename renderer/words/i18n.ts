import i18next, { type i18n, type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { CentralWords } from '../central/words-es.ts';
import type { Lang } from '../../main/contract/faults.ts';
import { en } from './en.ts';
import { es, type Words } from './es.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words; central: CentralWords };
    returnNull: false;
  }
}
export type Translate = TFunction;

/** A window's words besides those of the till: its own namespace, in both languages. */
export interface MoreWords {
  readonly namespace: string;
  readonly es: object;
  readonly en: object;
}

/** The window's words. Spanish is the whole truth; a missing English word shows in Spanish rather than as a key. */
export function createWords(lang: Lang, more?: MoreWords): i18n {
  const words = i18next.createInstance();
  void words.use(initReactI18next).init({
    resources: {
      es: { translation: es, ...(more ? { [more.namespace]: more.es } : {}) },
      en: { translation: en, ...(more ? { [more.namespace]: more.en } : {}) },
    },
    lng: lang,
    fallbackLng: 'es',
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return words;
}
