import { app } from 'electron';
import type { Lang } from '../contract/faults.ts';
import type { OpenWork } from './open-charges.ts';
import { askToQuit } from './quit-question.ts';

export interface QuittingDeps {
  /** What would be left open; undefined when Puente can end without a question. */
  readonly openWork: () => OpenWork | undefined;
  readonly lang: () => Lang;
  /** Puente ends for good: nobody needs to watch anything any more. */
  readonly onEnd: () => void;
  /** Ends the bridge cleanly. */
  readonly stopBridge: () => Promise<void>;
  /** Whether windows close, because Puente ends, instead of hiding. */
  readonly letClose: (closes: boolean) => void;
}

export interface Quitting {
  /** Ends without a question: the system, a signal or an installer wants it. */
  end(): Promise<void>;
  /** The updater ends the app now: nothing is in its way. */
  letUpdaterEnd(): Promise<void>;
  /** It did not: closing hides again. */
  goOn(): void;
}

/** The one way out: a person is asked while something is open, the bridge ends before the app does, and neither happens twice. */
export function createQuitting({ openWork, lang, onEnd, stopBridge, letClose }: QuittingDeps): Quitting {
  let stage: 'no' | 'asking' | 'stopping' | 'done' = 'no';

  app.on('before-quit', (event) => {
    if (stage === 'done') return;
    event.preventDefault();
    void quit();
  });

  async function quit(): Promise<void> {
    if (stage !== 'no') return;
    stage = 'asking';
    const open = openWork();
    if (!open || (await askToQuit(open, lang()))) await end();
    // A signal may have ended it while the question stood.
    else if (stage === 'asking') stage = 'no';
  }

  async function end(): Promise<void> {
    if (stage === 'stopping' || stage === 'done') return;
    onEnd();
    await clearTheWay();
    app.quit();
  }

  async function clearTheWay(): Promise<void> {
    stage = 'stopping';
    letClose(true);
    await stopBridge();
    stage = 'done';
  }

  return {
    end,
    letUpdaterEnd: clearTheWay,
    goOn() {
      letClose(false);
      stage = 'no';
    },
  };
}
