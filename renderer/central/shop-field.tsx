import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShopView } from '../../main/contract/chain.ts';

export interface ShopFieldProps {
  readonly shops: readonly ShopView[];
  readonly value: string;
  readonly onChange: (shop: string) => void;
}

/** One shop or all; the browser's own list, which finds a name among a thousand as it is typed. */
export function ShopField({ shops, value, onChange }: ShopFieldProps) {
  const { t } = useTranslation('central');
  const id = useId();
  const isKnown = value === '' || shops.some(({ shop }) => shop === value);
  return (
    <div className="field field-shop">
      <label className="visually-hidden" htmlFor={id}>
        {t('shops.shop')}
      </label>
      <select id={id} className="field-input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('search.allShops')}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {shops.map(({ shop }) => (
          <option key={shop} value={shop}>
            {shop}
          </option>
        ))}
      </select>
    </div>
  );
}
