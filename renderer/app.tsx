import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../main/contract/charge.ts';
import { Banners } from './caja/banner.tsx';
import { Caja } from './caja/caja.tsx';
import { useChanges } from './caja/use-changes.ts';
import { WordDialog } from './caja/word-dialog.tsx';
import { HelpDialog } from './frame/help-dialog.tsx';
import { Nav } from './frame/nav.tsx';
import { useLive } from './live/live-context.tsx';
import { go, usePlace } from './routing.ts';
import { useHotkeys } from './ui/use-hotkeys.ts';

/** The frame around every screen: the way between them, the state of the line, and what is wrong. */
export function App() {
  const { t } = useTranslation();
  const { screen } = usePlace();
  const state = useLive();
  const changes = useChanges();
  const [open, setOpen] = useState<'help' | 'replays'>();
  const [, setShown] = useState<ChargeView>();

  useHotkeys({
    F1: () => setOpen('help'),
    F3: () => go('historial'),
    F4: () => go('cierre'),
    Escape: () => go('caja'),
  });

  return (
    <div className="frame">
      <a
        className="skip"
        href="#contenido"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('contenido')?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <Nav screen={screen} onHelp={() => setOpen('help')} />
      <div className="frame-body">
        <Banners state={state} onAllowReplays={() => setOpen('replays')} />
        <main id="contenido" tabIndex={-1} className="frame-main">
          <Caja onOpenCharge={setShown} />
        </main>
      </div>
      {open === 'help' && <HelpDialog onClose={() => setOpen(undefined)} />}
      {open === 'replays' && (
        <WordDialog
          title={t('replays.title')}
          lead={t('replays.lead')}
          submit={t('replays.submit')}
          onSubmit={async (word) => (await changes.allowReplays(word))?.ok ?? false}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}
