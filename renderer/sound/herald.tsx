import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Happening } from '../live/happenings.ts';
import { useHappenings, useLive } from '../live/live-context.tsx';
import { usePreferences } from '../prefs/preferences.ts';
import { askedOf } from '../ui/format.ts';
import { useToast } from '../ui/toasts.tsx';
import type { Sounds } from './sounds.ts';

const URGENT = new Set(['late_payment', 'in_doubt', 'offline']);

/** Tells what happened to ears: a tune, and a sentence for screen readers. Urgent things also stay as a toast. */
export function Herald({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { terminals, link } = useLive();
  const { sound, volume, muted } = usePreferences();
  const toast = useToast();
  const [calm, setCalm] = useState('');
  const [urgent, setUrgent] = useState('');

  function sentenceOf({ kind, charge }: Happening): string {
    if (!charge) return kind === 'offline' ? t('say.offline') : t('say.online');
    return t(`say.${kind}`, {
      terminal: terminals.find(({ id }) => id === charge.terminal.id)?.name ?? charge.terminal.alias,
      order: charge.order_id,
      amount: askedOf(charge),
      reason: charge.failure?.message ?? '',
    });
  }

  useHappenings((happening) => {
    const sentence = sentenceOf(happening);
    if (sound && !muted.includes(happening.kind)) sounds.play(happening.kind, volume);
    if (URGENT.has(happening.kind)) setUrgent(sentence);
    else setCalm(sentence);
    if (happening.kind === 'late_payment') toast({ tone: 'bad', title: sentence });
  });

  const before = useRef(link);
  useEffect(() => {
    if (before.current === 'live' && link === 'reconnecting') setUrgent(t('say.reconnecting'));
    if (before.current === 'reconnecting' && link === 'live') setCalm(t('say.reconnected'));
    before.current = link;
  }, [link, t]);

  return (
    <>
      <p className="visually-hidden" role="status" aria-live="polite" data-says="calm">
        {calm}
      </p>
      <p className="visually-hidden" role="alert" aria-live="assertive" data-says="urgent">
        {urgent}
      </p>
    </>
  );
}
