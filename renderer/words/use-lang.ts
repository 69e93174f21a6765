import { useTranslation } from 'react-i18next';
import type { Lang } from '../../main/contract/faults.ts';

/** The language that the window speaks now. */
export const useLang = (): Lang => (useTranslation().i18n.language === 'en' ? 'en' : 'es');
