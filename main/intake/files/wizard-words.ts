import type { Lang } from '../../contract/faults.ts';

const ES = {
  howMuch: (example: string) => `¿Cuánto es "${example}"?`,
  noAmount: 'ningún monto: se rechazaría',
  whichDay: (example: string) => `¿Qué día es "${example}"?`,
  accents: '¿Cómo se leen los acentos?',
  dialect: '¿Cuánto se cobra? Los dos dialectos usan los mismos nombres y no el mismo monto.',
  unrecognised: 'No se reconoce el formato de los archivos.',
  orderColumn: '¿En qué columna está el número de factura u orden?',
  amountColumn: '¿En qué columna está el monto que se cobra?',
  orderSpan: '¿En qué posiciones está el número de factura u orden?',
  amountSpan: '¿En qué posiciones está el monto que se cobra?',
  invoice: 'factura',
};
export type WizardWords = typeof ES;

const EN: WizardWords = {
  howMuch: (example) => `How much is "${example}"?`,
  noAmount: 'no amount: it would be refused',
  whichDay: (example) => `Which day is "${example}"?`,
  accents: 'How are the accents read?',
  dialect: 'How much is charged? The two dialects use the same names and not the same amount.',
  unrecognised: 'The format of the files is not recognised.',
  orderColumn: 'Which column holds the invoice or order number?',
  amountColumn: 'Which column holds the amount to charge?',
  orderSpan: 'At which positions is the invoice or order number?',
  amountSpan: 'At which positions is the amount to charge?',
  invoice: 'invoice',
};

/** What the profile wizard asks and shows. */
export const WIZARD_WORDS: Readonly<Record<Lang, WizardWords>> = { es: ES, en: EN };
