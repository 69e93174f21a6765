import { useId } from 'react';

export interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly min?: string;
  readonly max?: string;
}

/** A day; the browser's own field, because it speaks the user's date format and opens their calendar. */
export function DayField({ label, value, onChange, min, max }: DayFieldProps) {
  const id = useId();
  return (
    <div className="field field-day">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="field-input"
        value={value}
        {...(min ? { min } : {})}
        {...(max ? { max } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
