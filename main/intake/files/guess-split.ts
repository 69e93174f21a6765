import type { Profile } from '../../contract/folders.ts';
import type { Unsure } from '../../contract/folder-wizard.ts';
import { formatMoney } from '../../contract/money.ts';
import { parseAmount } from './amount.ts';
import { parseTable } from './read-file.ts';
import { describeReason, UnreadableFile, type Reason } from './reasons.ts';
import type { Lang } from '../../contract/faults.ts';
import { WIZARD_WORDS } from './wizard-words.ts';

/** Asks where an amount of the samples may have been cut in two by the comma that parts the columns. */
export async function guessSplit(
  texts: readonly string[],
  profile: Profile,
  unsure: Unsure[],
  lang: Lang,
): Promise<void> {
  if (profile.format !== 'csv') return;
  for (const text of texts) {
    const fault = await findSplit(text, profile);
    if (!fault) continue;
    const amount = String(fault.params?.['text']);
    const read = parseAmount(amount, { decimal: '.', unit: 'units' });
    // Decimals can be told by the decimal mark; a group of thousands cannot, but perhaps it is another column that is meant.
    const canSay = /^\d{1,2}$/.test(String(fault.params?.['next'])) && !('refusal' in read);
    const options = canSay
      ? [
          { label: formatMoney(read.cents, 'GTQ'), value: '.' },
          { label: WIZARD_WORDS[lang].noAmount, value: ',' },
        ]
      : [];
    const setting = canSay ? 'decimal' : 'fields.amount';
    if (!unsure.some((each) => each.setting === setting))
      unsure.push({ setting, question: describeReason(fault, lang), options });
    return;
  }
}

async function findSplit(text: string, profile: Profile): Promise<Reason | undefined> {
  try {
    const { rows } = await parseTable({ text }, profile);
    return rows.find(({ fault }) => fault?.code === 'amount_split')?.fault;
  } catch (error) {
    // The preview says why.
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}
