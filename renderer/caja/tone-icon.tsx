import {
  BadgeCheck,
  CircleCheckBig,
  CircleHelp,
  CircleSlash,
  CircleX,
  CloudOff,
  Nfc,
  RefreshCw,
  Send,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { Tone } from './face.ts';

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  ready: BadgeCheck,
  busy: Send,
  customer: Nfc,
  paid: CircleCheckBig,
  declined: CircleX,
  doubt: TriangleAlert,
  ask: CircleHelp,
  offline: CloudOff,
  stale: RefreshCw,
  closed: CircleSlash,
};

export function ToneIcon({ tone, className = 'tone-icon' }: { readonly tone: Tone; readonly className?: string }) {
  const Icon = ICONS[tone];
  return <Icon className={className} aria-hidden strokeWidth={2.25} />;
}
