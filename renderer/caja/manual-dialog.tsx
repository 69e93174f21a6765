import { CreditCard, Delete } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import type { PressEvent } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../main/contract/charge.ts';
import { formatMoney, type Currency } from '../../main/contract/money.ts';
import type { TerminalView } from '../../main/contract/status.ts';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useStillOpen } from '../ui/use-still-open.ts';
import { useLang } from '../words/use-lang.ts';
import { amountFault, readTypedAmount } from './typed-amount.ts';

export interface ManualDialogProps {
  readonly terminals: readonly TerminalView[];
  readonly terminal: string | undefined;
  /** The shop's own. */
  readonly currency: Currency;
  readonly onClose: () => void;
}
type Faults = Partial<Record<'order_id' | 'amount' | 'terminal' | 'installments' | 'form', string>>;

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '.', '0'] as const;

/** A charge typed by a person: the same order rules hold, so the same number twice never charges twice. */
export function ManualDialog({ terminals, terminal: preset, currency: usual, onClose }: ManualDialogProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const toast = useToast();
  const isStillOpen = useStillOpen();
  const [order, setOrder] = useState('');
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState<Currency>(usual);
  const [installments, setInstallments] = useState('');
  const [terminal, setTerminal] = useState(preset ?? terminals[0]?.alias ?? null);
  const [faults, setFaults] = useState<Faults>({});
  const [sending, setSending] = useState(false);
  const amountInput = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const cents = readTypedAmount(amount, currency);

  function findFaults(): Faults {
    const months = installments.trim();
    return {
      ...(order.trim() === '' ? { order_id: t('manual.orderMissing') } : {}),
      ...(amount.trim() === ''
        ? { amount: t('manual.amountMissing') }
        : cents === undefined
          ? { amount: t(amountFault(amount, currency)) }
          : {}),
      ...(months !== '' &&
      (!/^\d{1,2}$/.test(months) || Number(months) < 2 || Number(months) > 48 || currency !== 'GTQ')
        ? { installments: t('manual.installmentsBad') }
        : {}),
    };
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (sending) return;
    const found = findFaults();
    setFaults(found);
    if (Object.keys(found).length > 0) {
      focusFirstFault();
      return;
    }
    setSending(true);
    const answer = await call<ChargeView>('/v1/charges', {
      lang,
      body: {
        order_id: order.trim(),
        amount_in_cents: cents,
        currency,
        ...(terminal ? { terminal } : {}),
        ...(installments.trim() ? { installments: Number(installments) } : {}),
      },
    });
    setSending(false);
    if (!answer.ok) {
      const { title, errors, detail } = answer.refusal;
      if (!isStillOpen()) return toast({ tone: 'bad', title: `${order.trim()}: ${title}`, detail });
      const beside = Object.fromEntries(
        errors.map(({ path, message }) => [path === 'amount_in_cents' ? 'amount' : path, message]),
      );
      setFaults({
        ...beside,
        ...(answer.refusal.code === 'amount_out_of_range' ? { amount: detail } : { form: detail }),
      });
      focusFirstFault();
      return;
    }
    const { data, status } = answer;
    const words = { order: data.order_id, status: t(`status.${data.status}`).toLowerCase() };
    if (status === 201) toast({ tone: 'good', title: t('manual.accepted', words) });
    else toast({ tone: 'bad', title: t('manual.exists', words), detail: data.next_step });
    if (isStillOpen()) onClose();
  }

  /** The keyboard goes to the amount, where the next key belongs; by finger it would open the system's own keyboard. */
  function type({ pointerType }: PressEvent, change: (typed: string) => string): void {
    setAmount(change);
    if (pointerType !== 'touch') amountInput.current?.focus();
  }

  function focusFirstFault(): void {
    // After the faults are on the page.
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus());
  }

  return (
    <Dialog title={t('manual.title')} lead={t('manual.lead')} onClose={onClose} size="wide">
      <form ref={form} className="manual" onSubmit={(event) => void submit(event)} noValidate>
        <div className="manual-fields">
          <Field
            label={t('manual.order')}
            value={order}
            onChange={setOrder}
            error={faults.order_id}
            autoFocus
            autoComplete="off"
            maxLength={64}
          />
          <Field
            big
            label={t('manual.amount')}
            hint={cents === undefined ? t('manual.amountHint') : formatMoney(cents, currency)}
            value={amount}
            onChange={setAmount}
            error={faults.amount}
            inputMode="decimal"
            autoComplete="off"
            inputRef={amountInput}
          />
          {terminals.length > 1 && (
            <Choice
              row
              label={t('manual.terminal')}
              value={terminal}
              onChange={setTerminal}
              options={terminals.map(({ alias, name }) => ({ value: alias, label: name }))}
              error={faults.terminal}
            />
          )}
          <div className="manual-pair">
            <Choice
              row
              label={t('manual.currency')}
              value={currency}
              onChange={setCurrency}
              options={[
                { value: 'GTQ', label: 'Q' },
                { value: 'USD', label: 'US$' },
              ]}
            />
            <Field
              label={t('manual.installments')}
              hint={t('manual.installmentsHint')}
              value={installments}
              onChange={setInstallments}
              error={faults.installments}
              inputMode="numeric"
              autoComplete="off"
              maxLength={2}
            />
          </div>
          {faults.form && (
            <p className="form-fault" role="alert">
              {faults.form}
            </p>
          )}
        </div>
        <div className="manual-side">
          <div className="keypad" role="group" aria-label={t('manual.keypad')}>
            {KEYS.map((key) => (
              <Button
                key={key}
                excludeFromTabOrder
                preventFocusOnPress
                size="large"
                onPress={(event) => type(event, (typed) => typed + key)}
              >
                {key}
              </Button>
            ))}
            <Button
              excludeFromTabOrder
              preventFocusOnPress
              size="large"
              icon={<Delete aria-hidden />}
              aria-label={t('manual.erase')}
              onPress={(event) => type(event, (typed) => typed.slice(0, -1))}
            />
          </div>
          <Button type="submit" look="main" size="large" icon={<CreditCard aria-hidden />} isBusy={sending}>
            {sending
              ? t('common.working')
              : cents === undefined
                ? t('manual.submitEmpty')
                : t('manual.submit', { amount: formatMoney(cents, currency) })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
