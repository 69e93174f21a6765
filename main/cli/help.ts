import { VERSION } from '../version.ts';
import { commands, type Run } from './commands.ts';

export const runHelp: Run = async () => {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { says }]) => `  puente ${name.padEnd(width)}  ${says}`);
  process.stdout.write(`Puente ${VERSION}\n\n${lines.join('\n')}\n\nOpciones comunes: --data CARPETA\n`);
  return 0;
};
