import { FieldError, Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';
import type { RefObject } from 'react';

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'children' | 'isInvalid'> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong, beside the field; none when it is good. */
  readonly error?: string | undefined;
  readonly lines?: number;
  readonly placeholder?: string | undefined;
  readonly big?: boolean;
  /** Where a magnifying glass says it already; read aloud all the same. */
  readonly isLabelHidden?: boolean;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

export function Field({
  label,
  hint,
  error,
  lines,
  placeholder,
  big = false,
  isLabelHidden = false,
  inputRef,
  ...rest
}: FieldProps) {
  return (
    <TextField {...rest} isInvalid={error !== undefined} className={big ? 'field field-big' : 'field'}>
      <Label className={isLabelHidden ? 'visually-hidden' : 'field-label'}>{label}</Label>
      {lines ? (
        <TextArea className="field-input" rows={lines} {...(placeholder === undefined ? {} : { placeholder })} />
      ) : (
        <Input
          className="field-input"
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(inputRef ? { ref: inputRef } : {})}
        />
      )}
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
