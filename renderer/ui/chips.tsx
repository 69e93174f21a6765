import { Label, Radio, RadioGroup } from 'react-aria-components';

export interface ChipsProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}

/** One of a few short words, in a row. */
export function Chips<T extends string>({ label, value, onChange, options }: ChipsProps<T>) {
  return (
    <RadioGroup className="chips" value={value} onChange={(next) => onChange(next as T)} orientation="horizontal">
      <Label className="visually-hidden">{label}</Label>
      <div className="chips-row">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="chip">
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
