import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChargeView } from '../main/contract/charge.ts';
import { Banners } from './caja/banner.tsx';
import { Caja } from './caja/caja.tsx';
import { ImportProgress } from './caja/import-progress.tsx';
import { ResolveDialog } from './caja/resolve-dialog.tsx';
import { useChanges } from './caja/use-changes.ts';
import { WordDialog } from './caja/word-dialog.tsx';
import { DetailPanel } from './detalle/detail-panel.tsx';
import { Boundary } from './frame/boundary.tsx';
import { BrokenScreen } from './frame/broken.tsx';
import { HelpDialog } from './frame/help-dialog.tsx';
import { Nav } from './frame/nav.tsx';
import { SkipLink } from './frame/skip-link.tsx';
import { useLive } from './live/live-context.tsx';
import { go, usePlace } from './routing.ts';
import { Ajustes, Alertas, Cierre, fetchScreens, Historial } from './screens.ts';
import type { Sounds } from './sound/sounds.ts';
import { Tira } from './tira/tira.tsx';
import { useHotkeys } from './ui/use-hotkeys.ts';

/** Leaving would throw away what stands in the fields, and Esc is what many press to undo a word. */
const isTypingSettings = (): boolean =>
  document.activeElement?.matches('.ajustes :is(input, textarea, select)') ?? false;

/** Long enough for the cards to stand there first. */
const FETCH_AFTER_MS = 1500;

/** The frame around every screen: the way between them, the state of the line, and what is wrong. */
export function App({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { screen, section, query } = usePlace();
  const state = useLive();
  const changes = useChanges();
  const [open, setOpen] = useState<'help' | 'replays'>();
  const [detail, setDetail] = useState<ChargeView>();
  const [resolving, setResolving] = useState<ChargeView>();

  useHotkeys({
    F1: () => {
      // A line as thin as the strip has no room for it.
      if (screen === 'tira') go('caja');
      setOpen('help');
    },
    F3: () => go('historial'),
    F4: () => go('cierre'),
    Escape: () => !isTypingSettings() && go('caja'),
  });

  const isLive = state.link === 'live';
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setTimeout(fetchScreens, FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isLive]);

  if (screen === 'tira') return <Tira />;
  return (
    <div className="frame">
      <SkipLink />
      <Nav screen={screen} sounds={sounds} onHelp={() => setOpen('help')} />
      <div className="frame-body">
        <div>
          <Banners state={state} onAllowReplays={() => setOpen('replays')} />
          <ImportProgress link={state.link} bridge={state.bridge} />
        </div>
        <main id="contenido" tabIndex={-1} className="frame-main">
          <Boundary key={screen} fallback={<BrokenScreen />}>
            <Suspense fallback={<p className="blank">{t('common.loading')}</p>}>
              {screen === 'caja' && <Caja startsManual={query.has('cobrar')} onOpenCharge={setDetail} />}
              {screen === 'historial' && <Historial query={query} onOpenCharge={setDetail} />}
              {screen === 'cierre' && <Cierre query={query} onOpenCharge={setDetail} />}
              {screen === 'alertas' && <Alertas sounds={sounds} onOpenCharge={setDetail} />}
              {screen === 'ajustes' && <Ajustes section={section} query={query} sounds={sounds} />}
            </Suspense>
          </Boundary>
        </main>
      </div>
      {detail && (
        <DetailPanel charge={detail} changes={changes} onClose={() => setDetail(undefined)} onResolve={setResolving} />
      )}
      {resolving && <ResolveDialog charge={resolving} changes={changes} onClose={() => setResolving(undefined)} />}
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
