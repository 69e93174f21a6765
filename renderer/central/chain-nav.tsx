import {
  Keyboard,
  Languages,
  LogOut,
  Moon,
  Network,
  ReceiptText,
  Search,
  Send,
  Sun,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChainUser } from '../../main/contract/chain.ts';
import { call } from '../api/call.ts';
import { NavEntry } from '../frame/nav-entry.tsx';
import logo from '../icon.svg';
import { changePreferences, usePreferences } from '../prefs/preferences.ts';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';
import { LinePill } from './line-pill.tsx';

export const CHAIN_SCREENS = ['resumen', 'buscar', 'cierre'] as const;
export type ChainScreen = (typeof CHAIN_SCREENS)[number];

const ENTRIES: readonly { readonly screen: ChainScreen; readonly icon: LucideIcon; readonly hotkey: string }[] = [
  { screen: 'resumen', icon: Network, hotkey: 'Esc' },
  { screen: 'buscar', icon: Search, hotkey: 'F3' },
  { screen: 'cierre', icon: ReceiptText, hotkey: 'F4' },
];

export interface ChainNavProps {
  readonly screen: ChainScreen;
  readonly me: ChainUser | undefined;
  readonly maySend: boolean;
  readonly onSend: () => void;
  readonly onHelp: () => void;
}

/** The way between the chain's screens, and what belongs to whoever looks. */
export function ChainNav({ screen, me, maySend, onSend, onHelp }: ChainNavProps) {
  const { t } = useTranslation();
  const { t: c } = useTranslation('central');
  const { theme } = usePreferences();
  const lang = useLang();
  const toast = useToast();
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);

  async function signOut(): Promise<void> {
    const answer = await call('/sign-out', { lang, method: 'POST' });
    if (answer.ok || answer.refusal.status === 401) location.reload();
    else toast({ tone: 'bad', title: c('user.stillIn'), detail: answer.refusal.detail });
  }

  return (
    <nav className="nav" aria-label={t('app.screens')}>
      <img className="nav-logo" src={logo} alt="Puente" width={40} height={40} />
      <ul className="nav-list">
        {ENTRIES.map(({ screen: name, icon, hotkey }) => (
          <NavEntry
            key={name}
            place={name}
            label={c(`nav.${name}`)}
            icon={icon}
            hotkey={hotkey}
            isHere={screen === name}
          />
        ))}
      </ul>
      {maySend && (
        <Button className="nav-send" look="quiet" icon={<Send aria-hidden />} hotkey="F2" onPress={onSend}>
          {c('shop.charge')}
        </Button>
      )}
      <div className="nav-tools">
        <LinePill />
        {me && <p className="nav-user">{me.name}</p>}
        <Button
          look="quiet"
          size="small"
          icon={<Languages aria-hidden />}
          aria-label={c('user.lang')}
          onPress={() => changePreferences({ lang: lang === 'es' ? 'en' : 'es' })}
        />
        <Button
          look="quiet"
          size="small"
          icon={isDark ? <Sun aria-hidden /> : <Moon aria-hidden />}
          aria-label={c(isDark ? 'user.light' : 'user.dark')}
          onPress={() => changePreferences({ theme: isDark ? 'light' : 'dark' })}
        />
        <Button
          look="quiet"
          size="small"
          icon={<Keyboard aria-hidden />}
          aria-label={`${t('caja.help')} (F1)`}
          aria-keyshortcuts="F1"
          onPress={onHelp}
        />
        <Button
          look="quiet"
          size="small"
          icon={<LogOut aria-hidden />}
          aria-label={c('user.signOut')}
          onPress={() => void signOut()}
        />
      </div>
    </nav>
  );
}
