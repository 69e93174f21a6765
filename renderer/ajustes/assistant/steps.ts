import type { SettingsView } from '../../../main/contract/settings.ts';
import type { LiveState } from '../../live/live-state.ts';

/** The way from an empty bridge to the first charge, in the order in which IT goes it. */
export const STEPS = ['key', 'terminals', 'erp', 'folders', 'test'] as const;
export type Step = (typeof STEPS)[number];
/** `optional`: not done, and need not be. */
export type StepState = 'done' | 'todo' | 'optional';

/** The step in the address; none for the list of them. */
export const readStep = (name: string | null): Step | undefined => STEPS.find((step) => step === name);
export const placeOf = (step: Step | undefined): string =>
  step === undefined ? 'ajustes/inicio' : `ajustes/inicio?paso=${step}`;

/** What is done, told by the bridge and never by a tick that a person set. Charges come by calls or by files: one way is enough. */
export function statesOf(
  settings: SettingsView,
  { key, alerts, recent }: Pick<LiveState, 'key' | 'alerts' | 'recent'>,
): Readonly<Record<Step, StepState>> {
  const hasErp = recent.some(({ source }) => source !== 'manual' && source !== 'demo' && source !== 'file');
  // A window opened while the line is down has heard nothing of the key yet: then what Recurrente took before speaks for it.
  const wasTaken =
    recent.some(({ attempts }) => attempts.some(({ command_id: command }) => command !== null)) &&
    alerts.every(({ code }) => code !== 'key_refused');
  const isGood = key === null ? wasTaken : key === 'good';
  const hasFolder = settings.config.folders.length > 0;
  const done = (isDone: boolean): StepState => (isDone ? 'done' : 'todo');
  const intake = (isDone: boolean, other: boolean): StepState => (isDone ? 'done' : other ? 'optional' : 'todo');
  return {
    key: done(settings.secrets.recurrente_key.set && isGood),
    terminals: done(settings.config.terminals.length > 0),
    erp: intake(hasErp, hasFolder),
    folders: intake(hasFolder, hasErp),
    test: done(recent.some(({ paid }) => paid)),
  };
}

export const stepAfter = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) + 1];
export const stepBefore = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) - 1];
