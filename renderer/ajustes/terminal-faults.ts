import type { TerminalConfig } from '../../main/contract/config.ts';
import type { Translate } from '../words/i18n.ts';

/** What is wrong with the terminals as typed, by path, in words for people. The bridge checks again when they are saved. */
export function findTerminalFaults(rows: readonly TerminalConfig[], t: Translate): Record<string, string> {
  const faults: Record<string, string> = {};
  rows.forEach(({ id, alias, name }, index) => {
    const at = (field: string): string => `terminals.${index}.${field}`;
    const others = rows.filter((_, each) => each !== index);
    if (id === '') faults[at('id')] = t('ajustes.fault.required');
    else if (others.some((other) => other.id === id)) faults[at('id')] = t('ajustes.fault.twice');
    if (!/^[\p{L}\p{N}_.-]{1,32}$/u.test(alias)) faults[at('alias')] = t('ajustes.fault.alias');
    else if (others.some((other) => other.alias === alias || other.id === alias))
      faults[at('alias')] = t('ajustes.fault.twice');
    if (name.trim() === '') faults[at('name')] = t('ajustes.fault.required');
  });
  return faults;
}
