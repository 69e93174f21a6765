import type { Unsure } from '../../contract/folder-wizard.ts';
import { formatMoney } from '../../contract/money.ts';
import { parseAmount, type AmountRule } from './amount.ts';
import type { WizardWords } from './wizard-words.ts';

/** How the amounts of a column are meant. What no value settles is asked with both readings of a real amount. */
export function guessAmount(values: readonly string[], unsure: Unsure[], words: WizardWords): Partial<AmountSettings> {
  const filled = values.filter((value) => value !== '');
  if (filled.length === 0) return {};
  const read = (text: string, rule: AmountRule): number | undefined => {
    const found = parseAmount(text, rule);
    return 'refusal' in found ? undefined : found.cents;
  };
  const show = (text: string, rule: AmountRule): string => {
    const cents = read(text, rule);
    return cents === undefined ? words.noAmount : formatMoney(cents, 'GTQ');
  };

  const integers = filled.every((value) => /^\d{3,}$/.test(value));
  if (integers) {
    const [example = ''] = filled;
    unsure.push({
      setting: 'amountUnit',
      question: words.howMuch(example),
      options: [
        { label: show(example, { decimal: 'auto', unit: 'units' }), value: 'units' },
        { label: show(example, { decimal: 'auto', unit: 'cents' }), value: 'cents' },
      ],
    });
    return {};
  }

  const settled = { '.': 0, ',': 0 };
  const open: string[] = [];
  for (const value of filled) {
    const auto = parseAmount(value, { decimal: 'auto', unit: 'units' });
    const dot = read(value, { decimal: '.', unit: 'units' });
    const comma = read(value, { decimal: ',', unit: 'units' });
    if ('refusal' in auto) {
      if (auto.refusal.code === 'amount_ambiguous') open.push(value);
    } else if (dot !== undefined && comma === undefined) settled['.'] += 1;
    else if (comma !== undefined && dot === undefined) settled[','] += 1;
  }
  if (settled['.'] > 0 && settled[','] === 0) return { decimal: '.' };
  if (settled[','] > 0 && settled['.'] === 0) return { decimal: ',' };
  const [example] = open;
  if (example !== undefined)
    unsure.push({
      setting: 'decimal',
      question: words.howMuch(example),
      options: (['.', ','] as const).map((decimal) => ({
        label: show(example, { decimal, unit: 'units' }),
        value: decimal,
      })),
    });
  return {};
}

interface AmountSettings {
  readonly decimal: '.' | ',';
}
