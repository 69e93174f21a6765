import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Field } from '../ui/field.tsx';

export interface SearchBoxProps {
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly onEnter?: () => void;
}

/** Where an order number, last four digits or an amount is typed. Escape empties it. */
export function SearchBox({ placeholder, value, onChange, onEnter }: SearchBoxProps) {
  const { t } = useTranslation();
  return (
    <div className="filters-search">
      <Search aria-hidden className="filters-icon" />
      <Field
        label={t('historial.search')}
        placeholder={placeholder}
        isLabelHidden
        value={value}
        onChange={onChange}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
          if (event.key === 'Escape' && value !== '') onChange('');
          // React Aria keeps keys to itself unless told; the window's own keys must still work from here.
          else event.continuePropagation();
        }}
        maxLength={64}
        autoFocus
        autoComplete="off"
        type="search"
      />
    </div>
  );
}
