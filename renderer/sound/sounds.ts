import type { HappeningKind } from '../../main/contract/happenings.ts';

/** Notes of each happening: frequency in Hz and length in ms. Rising is good, falling is not, a repeated tone asks for a person. */
const TUNES: Readonly<Record<HappeningKind, readonly (readonly [hz: number, ms: number])[]>> = {
  arrived: [[660, 70]],
  paid: [
    [659, 110],
    [880, 110],
    [1109, 240],
  ],
  late_payment: [
    [880, 140],
    [659, 140],
    [880, 140],
    [1109, 260],
  ],
  not_paid: [
    [392, 180],
    [294, 320],
  ],
  in_doubt: [
    [523, 160],
    [0, 90],
    [523, 160],
    [0, 90],
    [523, 320],
  ],
  expired: [
    [587, 140],
    [494, 220],
  ],
  offline: [[220, 380]],
  online: [
    [440, 90],
    [587, 140],
  ],
};

/** A browser that lets the page play at once says so in much less, ms. */
const DECIDED_AFTER_MS = 1000;

/** Plays short tunes. Most browsers keep silent until a person touched the page; `isBlocked` tells. */
export function createSounds() {
  let context: AudioContext | undefined;
  let decided = false;
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());

  function open(): AudioContext {
    const opened = new AudioContext();
    opened.addEventListener('statechange', tell);
    return opened;
  }
  const wake = (): void => {
    context ??= open();
    if (context.state === 'suspended') void context.resume();
  };
  // The desktop, and a browser that was told to, may play from the start: a till that nobody touches in the morning is heard.
  try {
    context = open();
  } catch {
    // Tried again at the first touch.
  }
  setTimeout(() => {
    decided = true;
    tell();
  }, DECIDED_AFTER_MS);
  addEventListener('pointerdown', wake, { passive: true });
  addEventListener('keydown', wake, { passive: true });

  return {
    /** Nothing is heard until somebody touches the page. */
    isBlocked: (): boolean => decided && context?.state !== 'running',
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake,
    play(kind: HappeningKind, volume: number): void {
      if (context?.state !== 'running') return;
      let atS = context.currentTime + 0.02;
      for (const [hz, ms] of TUNES[kind]) {
        if (hz > 0) playNote(context, hz, atS, ms / 1000, volume);
        atS += ms / 1000;
      }
    },
  };
}
export type Sounds = ReturnType<typeof createSounds>;

function playNote(context: AudioContext, hz: number, atS: number, lengthS: number, volume: number): void {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hz;
  // Soft edges, so that the notes do not click.
  gain.gain.setValueAtTime(0, atS);
  gain.gain.linearRampToValueAtTime(volume * 0.5, atS + 0.015);
  gain.gain.setTargetAtTime(0, atS + lengthS * 0.6, lengthS * 0.2);
  tone.connect(gain).connect(context.destination);
  tone.start(atS);
  tone.stop(atS + lengthS * 2);
}
