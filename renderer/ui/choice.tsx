import { FieldError, Label, Radio, RadioGroup, Text } from 'react-aria-components';

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  readonly error?: string | undefined;
  readonly row?: boolean;
  readonly isDisabled?: boolean;
}

/** One of a few, all in sight: quicker at a till than a list that opens. */
export function Choice<T extends string>({
  label,
  value,
  onChange,
  options,
  error,
  row = false,
  isDisabled = false,
}: ChoiceProps<T>) {
  return (
    <RadioGroup
      className={row ? 'choice choice-row' : 'choice'}
      value={value}
      onChange={(next) => onChange(next as T)}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      orientation={row ? 'horizontal' : 'vertical'}
    >
      <Label className="field-label">{label}</Label>
      <div className="choice-options">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            <span className="choice-dot" aria-hidden="true" />
            <span className="choice-words">
              <span className="choice-label">{option.label}</span>
              {option.hint && (
                <Text slot="description" className="choice-hint">
                  {option.hint}
                </Text>
              )}
            </span>
          </Radio>
        ))}
      </div>
      <FieldError className="field-error">{error}</FieldError>
    </RadioGroup>
  );
}
