import { runCommandLine } from '../cli/commands.ts';

/** What the installed program does as `puente` on the command line. Running a bridge is the desktop's own business. */
const COMMANDS = new Set([
  'charge',
  'status',
  'doctor',
  'import',
  'backup',
  'open',
  'help',
  '--help',
  'version',
  '--version',
]);

/** True when the program was called as a command line (`Puente.exe charge --order …`), not to open the desktop. */
export const isCommand = ([name]: readonly string[]): boolean => name !== undefined && COMMANDS.has(name);

/**
 * Runs the command in this process, without a window and beside a running Puente. Resolves to its exit code (cli/*.ts). A
 * Windows program without a console shows no text: callers there read the exit code and `--result-file`.
 */
export const runCommand = (words: readonly string[]): Promise<number> => runCommandLine(words);
