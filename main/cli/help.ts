import { VERSION } from '../version.ts';
import { commands, describeCommand, type Run } from './commands.ts';

export const runHelp: Run = async ([name]) => {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name !== undefined && command) {
    process.stdout.write(describeCommand(name, command));
    return 0;
  }
  const width = Math.max(...Object.keys(commands).map((each) => each.length));
  const lines = Object.entries(commands).map(([each, { says }]) => `  puente ${each.padEnd(width)}  ${says}`);
  process.stdout.write(
    `Puente ${VERSION}\n\n${lines.join('\n')}\n\nOpciones de un comando: puente help COMANDO. Comunes: --data CARPETA\n`,
  );
  return 0;
};
