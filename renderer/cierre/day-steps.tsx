import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { DayField } from '../ui/day-field.tsx';
import { shopDay } from '../ui/format.ts';
import { DAY_MS, noon } from './days.ts';

export interface DayStepsProps {
  /** `2026-11-22`; never after `today`. */
  readonly date: string;
  readonly today: string;
  readonly onChange: (date: string) => void;
}

/** The day that is closed: one back, any day, one on. */
export function DaySteps({ date, today, onChange }: DayStepsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        icon={<ChevronLeft aria-hidden />}
        aria-label={t('cierre.before')}
        onPress={() => onChange(shopDay(noon(date) - DAY_MS))}
      />
      <DayField label={t('cierre.day')} value={date} max={today} onChange={onChange} />
      <Button
        icon={<ChevronRight aria-hidden />}
        aria-label={t('cierre.after')}
        isDisabled={date >= today}
        onPress={() => onChange(shopDay(noon(date) + DAY_MS))}
      />
    </>
  );
}
