import { useTranslation } from 'react-i18next';
import { Chips } from '../ui/chips.tsx';
import { DayField } from '../ui/day-field.tsx';
import { OUTCOMES, RANGES, rangeDays, rangeOf, type Filters } from './filters.ts';

export interface FilterProps {
  readonly filters: Filters;
  readonly onChange: (change: Partial<Filters>) => void;
}

/** How a charge ended. */
export function OutcomeFilter({ filters, onChange }: FilterProps) {
  const { t } = useTranslation();
  return (
    <Chips
      label={t('common.status')}
      value={filters.outcome}
      onChange={(outcome) => onChange({ outcome })}
      options={OUTCOMES.map((value) => ({ value, label: t(`historial.outcome.${value}`) }))}
    />
  );
}

/** When it was made: a usual range by one press, or any days. */
export function DaysFilter({ filters, onChange }: FilterProps) {
  const { t } = useTranslation();
  const nowMs = Date.now();
  return (
    <>
      <Chips
        label={t('common.date')}
        value={rangeOf(filters, nowMs) ?? null}
        onChange={(range) => onChange(rangeDays(range, nowMs))}
        options={RANGES.map((value) => ({ value, label: t(`historial.range.${value}`) }))}
      />
      <DayField
        label={t('historial.from')}
        value={filters.from}
        max={filters.to}
        onChange={(from) => onChange({ from })}
      />
      <DayField label={t('historial.to')} value={filters.to} min={filters.from} onChange={(to) => onChange({ to })} />
    </>
  );
}
