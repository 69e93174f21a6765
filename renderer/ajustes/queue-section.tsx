import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsView } from '../../main/contract/settings.ts';
import { centsToDecimal, CURRENCIES, type Currency } from '../../main/contract/money.ts';
import { amountFault, readTypedAmount } from '../caja/typed-amount.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Section, SettingsForm } from './section.tsx';
import { useSave } from './use-settings.ts';

const RANGES = { expireAfterMinutes: [1, 1440], patienceSeconds: [30, 86_400], pollMs: [250, 60_000] } as const;
const AMOUNTS = ['GTQ.minCents', 'GTQ.maxCents', 'USD.minCents', 'USD.maxCents'] as const;

/** How long charges wait, how often Recurrente is asked, and which amounts are taken. */
export function QueueSection({ settings }: { readonly settings: SettingsView }) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { queue, limits, currency: ownCurrency, externalIdPrefix } = settings.config;
  const [numbers, setNumbers] = useState<Readonly<Record<keyof typeof RANGES, string>>>({
    expireAfterMinutes: String(queue.expireAfterMinutes),
    patienceSeconds: String(queue.patienceSeconds),
    pollMs: String(queue.pollMs),
  });
  const [amounts, setAmounts] = useState<Readonly<Record<(typeof AMOUNTS)[number], string>>>({
    'GTQ.minCents': centsToDecimal(limits.GTQ.minCents),
    'GTQ.maxCents': centsToDecimal(limits.GTQ.maxCents),
    'USD.minCents': centsToDecimal(limits.USD.minCents),
    'USD.maxCents': centsToDecimal(limits.USD.maxCents),
  });
  const [currency, setCurrency] = useState<Currency>(ownCurrency);
  const [prefix, setPrefix] = useState(externalIdPrefix);

  function submit(): void {
    const faults: Record<string, string> = {};
    for (const [name, [min, max]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][])
      if (!/^\d+$/.test(numbers[name]) || Number(numbers[name]) < min || Number(numbers[name]) > max)
        faults[`queue.${name}`] = t('ajustes.fault.range', { min, max });
    for (const each of CURRENCIES) {
      for (const name of [`${each}.minCents`, `${each}.maxCents`] as const)
        if (!readTypedAmount(amounts[name], each)) faults[`limits.${name}`] = t(amountFault(amounts[name], each));
      if ((readTypedAmount(amounts[`${each}.minCents`]) ?? 0) > (readTypedAmount(amounts[`${each}.maxCents`]) ?? 0))
        faults[`limits.${each}.maxCents`] ??= t('ajustes.fault.order');
    }
    if (!/^[A-Za-z0-9_.-]{1,24}$/.test(prefix)) faults['externalIdPrefix'] = t('ajustes.fault.prefix');
    save.setFaults(faults);
    if (Object.keys(faults).length > 0) return;
    const cents = (name: (typeof AMOUNTS)[number]): number => readTypedAmount(amounts[name]) ?? 0;
    void save.save({
      queue: {
        ...queue,
        expireAfterMinutes: Number(numbers.expireAfterMinutes),
        patienceSeconds: Number(numbers.patienceSeconds),
        pollMs: Number(numbers.pollMs),
      },
      limits: {
        GTQ: { minCents: cents('GTQ.minCents'), maxCents: cents('GTQ.maxCents') },
        USD: { minCents: cents('USD.minCents'), maxCents: cents('USD.maxCents') },
      },
      currency,
      externalIdPrefix: prefix,
    });
  }

  return (
    <Section title={t('ajustes.section.fila')} lead={t('ajustes.queue.lead')}>
      <SettingsForm save={save} onSubmit={submit}>
        {(Object.keys(RANGES) as (keyof typeof RANGES)[]).map((name) => (
          <Field
            key={name}
            label={t(`ajustes.queue.${name}`)}
            hint={t(`ajustes.queue.${name}Hint`)}
            inputMode="numeric"
            value={numbers[name]}
            onChange={(value) => setNumbers({ ...numbers, [name]: value.trim() })}
            error={save.faults[`queue.${name}`]}
          />
        ))}
        <div className="form-pair">
          {AMOUNTS.map((name) => (
            <Field
              key={name}
              label={t(
                `ajustes.queue.${name === 'GTQ.minCents' ? 'minQ' : name === 'GTQ.maxCents' ? 'maxQ' : name === 'USD.minCents' ? 'minUsd' : 'maxUsd'}`,
              )}
              inputMode="decimal"
              value={amounts[name]}
              onChange={(value) => setAmounts({ ...amounts, [name]: value })}
              error={save.faults[`limits.${name}`]}
            />
          ))}
        </div>
        <Choice
          row
          label={t('ajustes.queue.currency')}
          value={currency}
          onChange={setCurrency}
          options={[
            { value: 'GTQ', label: 'Quetzales (Q)' },
            { value: 'USD', label: 'US$' },
          ]}
        />
        <Field
          label={t('ajustes.queue.prefix')}
          hint={t('ajustes.queue.prefixHint')}
          value={prefix}
          onChange={(value) => setPrefix(value.trim())}
          error={save.faults['externalIdPrefix']}
          maxLength={24}
        />
      </SettingsForm>
    </Section>
  );
}
