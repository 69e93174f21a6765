import { Send } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChainCharge } from '../../main/contract/chain.ts';
import { formatMoney, type Currency } from '../../main/contract/money.ts';
import { call } from '../api/call.ts';
import { amountFault, readTypedAmount } from '../caja/typed-amount.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useStillOpen } from '../ui/use-still-open.ts';
import { useLang } from '../words/use-lang.ts';

export interface SendDialogProps {
  /** `tienda-03/caja1`, or empty to be typed. */
  readonly terminal: string;
  readonly onClose: () => void;
  readonly onSent: (charge: ChainCharge) => void;
}
type Faults = Partial<Record<'order_id' | 'amount' | 'terminal' | 'expires_in' | 'form', string>>;

/** A charge for a terminal of any shop. The same number twice never charges twice. */
export function SendDialog({ terminal: preset, onClose, onSent }: SendDialogProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const lang = useLang();
  const toast = useToast();
  const isStillOpen = useStillOpen();
  const [order, setOrder] = useState('');
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState<Currency>('GTQ');
  const [terminal, setTerminal] = useState(preset);
  const [minutes, setMinutes] = useState('5');
  const [faults, setFaults] = useState<Faults>({});
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const cents = readTypedAmount(amount, currency);
  const wait = /^\d{1,4}$/.test(minutes.trim()) ? Number(minutes) : 0;

  const findFaults = (): Faults => ({
    ...(order.trim() === '' ? { order_id: t('manual.orderMissing') } : {}),
    ...(amount.trim() === ''
      ? { amount: t('manual.amountMissing') }
      : cents === undefined
        ? { amount: t(amountFault(amount, currency)) }
        : {}),
    ...(terminal.trim() === '' ? { terminal: c('send.terminalMissing') } : {}),
    ...(wait < 1 || wait > 1440 ? { expires_in: c('send.expiresBad') } : {}),
  });

  function show(found: Faults): void {
    setFaults(found);
    // After the faults are on the page.
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus());
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (sending) return;
    const found = findFaults();
    if (Object.keys(found).length > 0) {
      show(found);
      return;
    }
    setFaults({});
    setSending(true);
    const answer = await call<ChainCharge>('/v1/charges', {
      lang,
      body: {
        order_id: order.trim(),
        amount_in_cents: cents,
        currency,
        terminal: terminal.trim(),
        expires_in: wait * 60,
      },
    });
    setSending(false);
    if (!answer.ok) {
      const { title, errors, detail, code } = answer.refusal;
      if (!isStillOpen()) return toast({ tone: 'bad', title: `${order.trim()}: ${title}`, detail });
      const beside = errors.map(({ path, message }) => [path === 'amount_in_cents' ? 'amount' : path, message]);
      const place = code === 'amount_out_of_range' ? 'amount' : code === 'terminal_ambiguous' ? 'terminal' : 'form';
      show({ ...(Object.fromEntries(beside) as Faults), [place]: detail });
      return;
    }
    const { data, status } = answer;
    if (status === 201) toast({ tone: 'good', title: c('send.sent', { order: data.order_id }) });
    else
      toast({
        tone: 'bad',
        title: t('manual.exists', { order: data.order_id, status: t(`status.${data.status}`).toLowerCase() }),
      });
    if (isStillOpen()) onSent(data);
  }

  return (
    <Dialog title={c('send.title')} lead={c('send.lead')} onClose={onClose}>
      <form ref={form} className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={c('send.terminal')}
          hint={c('send.terminalHint')}
          value={terminal}
          onChange={setTerminal}
          error={faults.terminal}
          autoFocus={preset === ''}
          autoComplete="off"
          maxLength={130}
        />
        <Field
          label={t('manual.order')}
          value={order}
          onChange={setOrder}
          error={faults.order_id}
          autoFocus={preset !== ''}
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
        />
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
          label={c('send.expires')}
          value={minutes}
          onChange={setMinutes}
          error={faults.expires_in}
          inputMode="numeric"
          autoComplete="off"
        />
        {faults.form && (
          <p className="form-fault" role="alert">
            {faults.form}
          </p>
        )}
        <Button look="main" size="large" type="submit" icon={<Send aria-hidden />} isBusy={sending}>
          {sending ? t('common.working') : c('shop.charge')}
        </Button>
      </form>
    </Dialog>
  );
}
