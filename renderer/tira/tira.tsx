import { Maximize2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isDiskBlocked } from '../caja/banners.ts';
import { faceOf } from '../caja/face.ts';
import { Elapsed } from '../caja/elapsed.tsx';
import { ToneIcon } from '../caja/tone-icon.tsx';
import { ConnectionPill } from '../frame/connection-pill.tsx';
import { desktop } from '../desktop.ts';
import { useLive } from '../live/live-context.tsx';
import { useNow } from '../live/use-now.ts';
import { go } from '../routing.ts';
import { askedOf } from '../ui/format.ts';
import { Button } from '../ui/button.tsx';

/** In the desktop the window is as high as the strip, and lies above all others for as long as the strip is shown. */
function useStripWindow() {
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = strip.current;
    if (!desktop || !element) return undefined;
    const lie = (): void => void desktop?.setStrip(Math.ceil(Math.min(600, Math.max(32, element.scrollHeight))));
    const observer = new ResizeObserver(lie);
    observer.observe(element);
    return () => {
      observer.disconnect();
      void desktop?.setStrip(null);
    };
  }, []);
  return strip;
}

/** One thin line for each terminal, to lie above the ERP's window. */
export function Tira() {
  const { t } = useTranslation();
  const state = useLive();
  const { terminals, link, bridge } = state;
  const nowMs = useNow();
  const connection = bridge?.connection ?? 'online';
  const strip = useStripWindow();
  return (
    <main ref={strip} className="tira" aria-label={t('strip.title')}>
      <h1 className="visually-hidden">{t('strip.title')}</h1>
      <ul className="tira-list">
        {terminals.map((terminal) => {
          const face = faceOf(terminal, { link, connection, nowMs, diskBlocked: isDiskBlocked(state) }, t);
          const { charge, tone } = face;
          return (
            <li
              key={terminal.id}
              className={`card card-${tone} tira-item`}
              data-terminal={terminal.alias}
              data-tone={tone}
            >
              <div className="card-signal tira-signal">
                <ToneIcon tone={tone} className="tone-icon tira-icon" />
                <div className="tira-words">
                  <span className="tira-name">
                    {terminal.name}
                    {terminal.queued > 0 && <> · {`${t('caja.queue')}: ${terminal.queued}`}</>}
                  </span>
                  <strong className="tira-title">{face.title}</strong>
                </div>
                {charge && (
                  <div className="tira-money">
                    <strong>{askedOf(charge)}</strong>
                    <span>{charge.order_id}</span>
                  </div>
                )}
                {face.sinceIso && !face.result && <Elapsed sinceIso={face.sinceIso} />}
              </div>
            </li>
          );
        })}
      </ul>
      <div className="tira-tools">
        <ConnectionPill />
        <Button size="small" icon={<Maximize2 aria-hidden />} hotkey="Esc" onPress={() => go('caja')}>
          {t('strip.expand')}
        </Button>
      </div>
    </main>
  );
}
