import { elapsedMs, momentOf, type Clock, type Moment } from '../../contract/clock.ts';

/** The hub is asked first; one that cannot be reached for so long does not keep a till from its own terminals. */
const BELIEVED_AFTER_MS = 5000;
/** Well below the silence after which another installation may take a till's name (presence.ts), counted from its last word. */
const STOOD_STILL_MS = 30_000;

/**
 * Whether what is on disk of this bridge's own terminals is believed. Not at its start, since a restored data folder may hold the
 * past; and not when it goes on after it stood still (the PC slept), since another PC may have its name by now. Both end when the
 * hub was asked, or could not be.
 */
export function createLeaseTrust({ clock, onStoodStill }: { clock: Clock; onStoodStill: () => void }) {
  let alive = momentOf(clock);
  let doubtedSince: Moment | undefined = alive;

  /** Called each second and before each send and question: whichever comes first after a sleep notices it, and is told so. */
  function noticeTime(): boolean {
    const stillMs = elapsedMs(clock, alive);
    alive = momentOf(clock);
    if (stillMs > STOOD_STILL_MS) {
      doubtedSince = alive;
      onStoodStill();
      return true;
    }
    if (doubtedSince && elapsedMs(clock, doubtedSince) >= BELIEVED_AFTER_MS) doubtedSince = undefined;
    return false;
  }

  return {
    noticeTime,
    isBelieved(): boolean {
      noticeTime();
      return doubtedSince === undefined;
    },
    /** The hub answered a question that was asked at `from`: what it said before a sleep says nothing of the time after it. */
    believe(from: Moment): void {
      noticeTime();
      if (doubtedSince && doubtedSince.mono <= from.mono) doubtedSince = undefined;
    },
  };
}
