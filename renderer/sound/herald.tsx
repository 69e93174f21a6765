import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HappeningKind } from '../../main/contract/happenings.ts';
import { desktop } from '../desktop.ts';
import type { Happening } from '../live/happenings.ts';
import { useHappenings, useLive } from '../live/live-context.tsx';
import { spokenLang, usePreferences } from '../prefs/preferences.ts';
import { usePlace } from '../routing.ts';
import { askedOf } from '../ui/format.ts';
import { useToast } from '../ui/toasts.tsx';
import type { Sounds } from './sounds.ts';
import { SaidLines, useSaid } from './said.tsx';

const URGENT = new Set<HappeningKind>(['late_payment', 'in_doubt', 'offline']);
/** Somebody has to do something about it: the message stays until it is dismissed. */
const STAYS = new Set<HappeningKind>(['late_payment', 'in_doubt']);

/** Tells what happened: a tune, a sentence for screen readers, and away from the cards a message in the corner. */
export function Herald({ sounds }: { readonly sounds: Sounds }) {
  const { t } = useTranslation();
  const { terminals, link } = useLive();
  const preferences = usePreferences();
  const { sound, volume, muted, mutedToasts, mutedNotices } = preferences;
  const lang = spokenLang(preferences);
  const { screen } = usePlace();
  const toast = useToast();
  const [calm, sayCalm] = useSaid();
  const [urgent, sayUrgent] = useSaid();

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
    if (URGENT.has(happening.kind)) sayUrgent(sentence);
    else sayCalm(sentence);
    // The cards of the home screen say it themselves, but for what belongs to none of them any more.
    const isOnCard = (screen === 'caja' || screen === 'tira') && happening.kind !== 'late_payment';
    if (!isOnCard && !mutedToasts.includes(happening.kind))
      toast({
        tone: STAYS.has(happening.kind) ? 'bad' : happening.kind === 'paid' ? 'good' : 'info',
        title: sentence,
      });
  });

  // The system's notices come from the shell, which tells them while no window is open as well.
  useEffect(() => void desktop?.tellChoices({ lang, muted: [...mutedNotices] }), [lang, mutedNotices]);

  const before = useRef(link);
  useEffect(() => {
    if (before.current === 'live' && link === 'reconnecting') sayUrgent(t('say.reconnecting'));
    if (before.current === 'reconnecting' && link === 'live') sayCalm(t('say.reconnected'));
    before.current = link;
  }, [link, t, sayCalm, sayUrgent]);

  return (
    <>
      <SaidLines said={calm} />
      <SaidLines said={urgent} urgent />
    </>
  );
}
