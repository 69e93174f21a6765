import type { Lang } from '../../main/contract/faults.ts';

/** The locale whose words React Aria uses for a language of the window. */
export const LOCALE: Readonly<Record<Lang, string>> = { es: 'es-ES', en: 'en-US' };
