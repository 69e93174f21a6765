import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Key } from '../ui/button.tsx';

export interface NavEntryProps {
  /** The screen's name in the address: `#/historial`. */
  readonly place: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly hotkey?: string | undefined;
  readonly isHere: boolean;
  /** A count, say. */
  readonly children?: ReactNode;
}

/** One screen in the navigation. */
export function NavEntry({ place, label, icon: Icon, hotkey, isHere, children }: NavEntryProps) {
  return (
    <li>
      <a className="nav-link" href={`#/${place}`} aria-current={isHere ? 'page' : undefined}>
        <Icon aria-hidden />
        <span>{label}</span>
        {children}
        {hotkey && <Key>{hotkey}</Key>}
      </a>
    </li>
  );
}
