import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../ui/field.tsx';

/** Who says so, and how they know: goes into the journal with every decision of a person. */
export function useWord() {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [name, setName] = useState('');
  const [faults, setFaults] = useState<{ note?: string; name?: string }>({});
  return {
    note,
    name,
    setNote,
    setName,
    faults,
    /** Both values, or undefined after showing what is missing. */
    read(): { note: string; name: string } | undefined {
      const missing = {
        ...(note.trim() === '' ? { note: t('resolve.noteMissing') } : {}),
        ...(name.trim() === '' ? { name: t('resolve.nameMissing') } : {}),
      };
      setFaults(missing);
      return Object.keys(missing).length === 0 ? { note: note.trim(), name: name.trim() } : undefined;
    },
  };
}

export interface WordFieldsProps {
  readonly word: ReturnType<typeof useWord>;
  /** An example of a reason; without it that of a terminal that was looked at. */
  readonly hint?: string | undefined;
}
export function WordFields({ word, hint }: WordFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t('resolve.note')}
        hint={hint ?? t('resolve.noteHint')}
        lines={2}
        value={word.note}
        onChange={word.setNote}
        error={word.faults.note}
        maxLength={500}
      />
      <Field
        label={t('resolve.name')}
        value={word.name}
        onChange={word.setName}
        error={word.faults.name}
        maxLength={80}
        autoComplete="off"
      />
    </>
  );
}
