import {
  CircleCheckBig,
  CircleHelp,
  CircleSlash,
  CircleX,
  Clock,
  Nfc,
  Replace,
  Send,
  TriangleAlert,
  Wifi,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../main/contract/charge.ts';

const ICONS: Readonly<Record<Status, LucideIcon>> = {
  queued: Clock,
  sending: Send,
  pending: Wifi,
  dispatched: Nfc,
  in_doubt: TriangleAlert,
  paid: CircleCheckBig,
  declined: CircleX,
  failed: CircleX,
  superseded: Replace,
  cancelled: CircleSlash,
  expired: CircleHelp,
};

/** A status as icon and word; the colour only repeats them. */
export function StatusMark({ status, words = true }: { readonly status: Status; readonly words?: boolean }) {
  const { t } = useTranslation();
  const Icon = ICONS[status];
  return (
    <span className={`mark mark-${status}`}>
      <Icon aria-hidden />
      {words && <span>{t(`status.${status}`)}</span>}
    </span>
  );
}
