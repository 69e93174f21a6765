import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lang } from '../contract/faults.ts';
import { windowChoicesSchema, type WindowChoices } from '../contract/desktop.ts';
import { writeFileAtomically } from '../write-file.ts';

export interface KeptChoices {
  current(): WindowChoices;
  lang(): Lang;
  keep(choices: WindowChoices): void;
}

/**
 * What the person at the window chose and the shell must know while no window is open, kept in a file of this user's.
 * @param bridgeLang spoken until the window was opened once
 */
export function createWindowChoices(userDir: string, bridgeLang: () => Lang, onChange: () => void): KeptChoices {
  const file = path.join(userDir, 'window-choices.json');
  let told = read(file);
  const current = (): WindowChoices => told ?? { lang: bridgeLang(), muted: [] };
  return {
    current,
    lang: () => current().lang,
    keep(choices) {
      if (JSON.stringify(choices) === JSON.stringify(told)) return;
      told = choices;
      writeFileAtomically(file, JSON.stringify(choices));
      onChange();
    },
  };
}

function read(file: string): WindowChoices | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return windowChoicesSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    // Half a file after a power loss: the window tells its choices again.
    return undefined;
  }
}
