import { rmSync } from 'node:fs';
import { writeFileAtomically } from '../write-file.ts';
import { UsageError } from './arguments.ts';
import { FORMATS, type Format } from './output.ts';

export interface ResultPlace {
  readonly file: string | undefined;
  readonly format: Format;
}

/**
 * Where the caller will look for the result, read from words of which nobody knows yet whether they make sense: also a command line
 * that is refused must not leave the result of an earlier sale there. Agrees with the strict reading wherever that succeeds.
 */
export function findResultPlace(args: readonly string[]): ResultPlace {
  const format = lastValue(args, '--format')?.toLowerCase();
  return { file: lastValue(args, '--result-file'), format: FORMATS.find((each) => each === format) ?? 'text' };
}

/** Of an option that is given twice the last counts; a word that looks like an option is no value. */
function lastValue(args: readonly string[], option: string): string | undefined {
  return args
    .map((word, index) => {
      if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
      const next = word === option ? args[index + 1] : undefined;
      return next === undefined || (next.startsWith('-') && next.length > 1) ? undefined : next;
    })
    .findLast((value) => value !== undefined);
}

/**
 * Makes sure, before anything is charged, that the result can be written, and takes away the result of an earlier sale: a caller
 * that reads it must not find that one.
 */
export function clearResult(file: string): void {
  try {
    writeFileAtomically(file, '');
    rmSync(file);
  } catch (error) {
    throw new UsageError(
      `no se puede escribir --result-file ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)}): no se cobró nada. Elija otro archivo o revise los permisos`,
    );
  }
}

/** A result that cannot be written any more changes nothing of what the exit code says. */
export function writeResult(file: string, text: string): void {
  try {
    writeFileAtomically(file, text);
  } catch (error) {
    process.stderr.write(`puente charge: no se pudo escribir ${file}: ${(error as Error).message}\n`);
  }
}
