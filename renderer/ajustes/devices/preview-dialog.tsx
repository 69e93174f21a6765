import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../../../main/contract/charge.ts';
import { Choice } from '../../ui/choice.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { shopDay } from '../../ui/format.ts';
import { useLook } from '../use-bridge.ts';

interface Slip {
  readonly rows: readonly { readonly text: string; readonly bold: boolean; readonly big: boolean }[];
}

/** How a slip comes out of this printer, without paper: the close of a day, or the latest paid charge. */
export function PreviewDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [today] = useState(() => shopDay(Date.now()));
  const [day, setDay] = useState(today);
  const [chargeId, setChargeId] = useState<string>('');
  const paid = useLook<{ readonly data: readonly ChargeView[] }>('/v1/charges?status=paid&limit=1').data?.data[0];
  const what = chargeId === '' ? `date=${day === '' ? today : day}` : `charge_id=${encodeURIComponent(chargeId)}`;
  const slip = useLook<Slip>(`/v1/devices/${encodeURIComponent(id)}/preview?${what}`);
  return (
    <Dialog title={t('ajustes.devices.previewOf', { id })} onClose={onClose}>
      <div className="form">
        {paid && (
          <Choice
            row
            label={t('ajustes.devices.slip')}
            value={chargeId}
            onChange={setChargeId}
            options={[
              { value: '', label: t('ajustes.devices.dayClose') },
              { value: paid.id, label: t('ajustes.devices.voucher', { order: paid.order_id }) },
            ]}
          />
        )}
        {chargeId === '' && <DayField label={t('ajustes.devices.day')} value={day} onChange={setDay} max={today} />}
        {slip.isError && (
          <p className="form-fault" role="alert">
            {slip.error.message}
          </p>
        )}
        <pre className="code slip" tabIndex={0} aria-label={t('ajustes.devices.preview')}>
          {slip.data?.rows.map(({ text, bold, big }, index) => (
            <span key={index} className={`${bold ? 'slip-bold' : ''} ${big ? 'slip-big' : ''}`}>
              {`${text}\n`}
            </span>
          ))}
        </pre>
      </div>
    </Dialog>
  );
}
