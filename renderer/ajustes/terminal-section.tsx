import { Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalConfig } from '../../main/contract/config.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Section, SettingsForm } from './section.tsx';
import { findTerminalFaults } from './terminal-faults.ts';
import { useSave } from './use-settings.ts';

const newTerminal = (number: number): TerminalConfig => ({ id: '', alias: `caja${number}`, name: `Caja ${number}` });

/** A terminal as it is typed; `row` stays with it whatever is changed or removed around it. */
interface Row {
  readonly row: number;
  readonly terminal: TerminalConfig;
}

export interface TerminalSectionProps {
  readonly settings: SettingsView;
  readonly onSaved?: () => void;
}

export function TerminalSection({ settings, onSaved }: TerminalSectionProps) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { terminals, defaultTerminal } = settings.config;
  const [rows, setRows] = useState<readonly Row[]>(() =>
    // The first is asked for at once.
    (terminals.length > 0 ? terminals : [newTerminal(1)]).map((terminal, row) => ({ row, terminal })),
  );
  const nextRow = useRef(rows.length);
  /** By its row: the standard stays the same terminal under another alias. */
  const [standard, setStandard] = useState(() => String(terminals.findIndex(({ alias }) => alias === defaultTerminal)));

  const change = (row: number, part: Partial<TerminalConfig>): void =>
    setRows((all) => all.map((each) => (each.row === row ? { row, terminal: { ...each.terminal, ...part } } : each)));
  function remove(row: number): void {
    setRows((all) => all.filter((each) => each.row !== row));
    // They are told by place, and the places change.
    save.setFaults({});
  }

  function submit(): void {
    const typed = rows.map(({ terminal }) => terminal);
    const faults = findTerminalFaults(typed, t);
    save.setFaults(faults);
    if (Object.keys(faults).length > 0) return;
    const alias = rows.find(({ row }) => String(row) === standard)?.terminal.alias;
    void save.save({ terminals: typed, defaultTerminal: alias }).then((isSaved) => isSaved && onSaved?.());
  }

  return (
    <Section title={t('ajustes.section.terminales')} lead={t('ajustes.terminals.lead')}>
      <SettingsForm save={save} onSubmit={submit}>
        {rows.map(({ row, terminal: { id, alias, name } }, index) => (
          <fieldset key={row} className="terminal-row">
            <legend className="visually-hidden">{t('ajustes.terminals.row', { number: index + 1 })}</legend>
            <Field
              label={t('ajustes.terminals.id')}
              value={id}
              onChange={(typed) => change(row, { id: typed.trim() })}
              error={save.faults[`terminals.${index}.id`]}
              placeholder="trm_…"
              maxLength={64}
              autoComplete="off"
            />
            <Field
              label={t('ajustes.terminals.alias')}
              value={alias}
              onChange={(typed) => change(row, { alias: typed.trim() })}
              error={save.faults[`terminals.${index}.alias`]}
              placeholder="caja1"
              maxLength={32}
              autoComplete="off"
            />
            <Field
              label={t('ajustes.terminals.name')}
              value={name}
              onChange={(typed) => change(row, { name: typed })}
              error={save.faults[`terminals.${index}.name`]}
              placeholder="Caja 1"
              maxLength={60}
              autoComplete="off"
            />
            <Button
              icon={<Trash2 aria-hidden />}
              aria-label={t('ajustes.terminals.remove', { name: name || alias || index + 1 })}
              onPress={() => remove(row)}
            />
          </fieldset>
        ))}
        <div>
          <Button
            icon={<Plus aria-hidden />}
            onPress={() => setRows([...rows, { row: nextRow.current++, terminal: newTerminal(rows.length + 1) }])}
          >
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
              .filter(({ terminal }) => terminal.alias !== '')
              .map(({ row, terminal: { alias, name } }) => ({ value: String(row), label: name || alias }))}
            error={save.faults['defaultTerminal']}
          />
        )}
      </SettingsForm>
    </Section>
  );
}
