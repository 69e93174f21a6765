import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalConfig } from '../../main/contract/config.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Section, SettingsForm } from './section.tsx';
import { findTerminalFaults } from './terminal-faults.ts';
import { useSave } from './use-settings.ts';

const newRow = (number: number): TerminalConfig => ({ id: '', alias: `caja${number}`, name: `Caja ${number}` });

export function TerminalSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const [rows, setRows] = useState<readonly TerminalConfig[]>(
    // The first is asked for at once.
    settings.config.terminals.length > 0 ? settings.config.terminals : [newRow(1)],
  );
  const [standard, setStandard] = useState(settings.config.defaultTerminal ?? '');
  const change = (index: number, part: Partial<TerminalConfig>): void =>
    setRows(rows.map((row, each) => (each === index ? { ...row, ...part } : row)));

  function submit(): void {
    const faults = findTerminalFaults(rows, t);
    save.setFaults(faults);
    if (Object.keys(faults).length > 0) return;
    const known = rows.some(({ alias }) => alias === standard);
    void save.save({ terminals: [...rows], defaultTerminal: known ? standard : undefined });
  }

  return (
    <Section title={t('ajustes.section.terminales')} lead={t('ajustes.terminals.lead')}>
      <SettingsForm save={save} onSubmit={submit}>
        {rows.map((row, index) => (
          <fieldset key={index} className="terminal-row">
            <legend className="visually-hidden">{t('ajustes.terminals.row', { number: index + 1 })}</legend>
            <Field
              label={t('ajustes.terminals.id')}
              value={row.id}
              onChange={(id) => change(index, { id: id.trim() })}
              error={save.faults[`terminals.${index}.id`]}
              placeholder="trm_…"
              maxLength={64}
              autoComplete="off"
            />
            <Field
              label={t('ajustes.terminals.alias')}
              value={row.alias}
              onChange={(alias) => change(index, { alias: alias.trim() })}
              error={save.faults[`terminals.${index}.alias`]}
              placeholder="caja1"
              maxLength={32}
              autoComplete="off"
            />
            <Field
              label={t('ajustes.terminals.name')}
              value={row.name}
              onChange={(name) => change(index, { name })}
              error={save.faults[`terminals.${index}.name`]}
              placeholder="Caja 1"
              maxLength={60}
              autoComplete="off"
            />
            <Button
              icon={<Trash2 aria-hidden />}
              aria-label={t('ajustes.terminals.remove', { name: row.name || row.alias || index + 1 })}
              onPress={() => setRows(rows.filter((_, each) => each !== index))}
            />
          </fieldset>
        ))}
        <div>
          <Button icon={<Plus aria-hidden />} onPress={() => setRows([...rows, newRow(rows.length + 1)])}>
            {t('ajustes.terminals.add')}
          </Button>
        </div>
        {rows.length > 1 && (
          <Choice
            row
            label={t('ajustes.terminals.standard')}
            value={standard}
            onChange={setStandard}
            options={rows
              .filter(({ alias }) => alias !== '')
              .map(({ alias, name }) => ({ value: alias, label: name || alias }))}
            error={save.faults['defaultTerminal']}
          />
        )}
      </SettingsForm>
    </Section>
  );
}
