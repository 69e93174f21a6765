import type { FolderConfig, FolderTrouble } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import type { ImportResult } from './import-file.ts';
import { describeReason, type Reason } from './reasons.ts';

export type FolderProgressSink = (file: string, result: ImportResult) => void;

type Words = (about: {
  path: string;
  file: string;
  reason: string;
  taken: number;
}) => readonly [es: string, en: string];
const WORDS: Readonly<Record<Exclude<FolderTrouble['kind'], 'result_failed' | 'results_back'>, Words>> = {
  folder_lost: ({ path }) => [
    `La carpeta ${path} no está. Revise la unidad o la red; se retoma sola cuando vuelva.`,
    `The folder ${path} is gone. Check the drive or the network; it is picked up by itself when it returns.`,
  ],
  folder_denied: ({ path, reason }) => [
    `No se puede trabajar en la carpeta ${path} (${reason}). Dé permiso de lectura y escritura a quien ejecuta Puente y revise el espacio; se retoma sola.`,
    `The folder ${path} cannot be worked in (${reason}). Let Puente's user read and write it and check the space; it is picked up by itself.`,
  ],
  folder_doubled: ({ path, reason }) => [
    `La carpeta ${path} es la misma que ${reason}, por otra ruta, y un archivo podría ser de las dos: solo se atiende ${reason}. Sepárelas con "match" en los ajustes o quite una.`,
    `The folder ${path} is the same as ${reason}, by another path, and a file could be of both: only ${reason} is watched. Part them with "match" in the settings or remove one.`,
  ],
  folder_back: ({ path }) => [
    `La carpeta ${path} volvió y se atiende de nuevo.`,
    `The folder ${path} is back and is being watched again.`,
  ],
  file_rejected: ({ file, reason, taken }) => [
    `El archivo ${file} no se pudo leer: ${reason} Está en rejected/.${taken === 0 ? '' : ` Filas que ya se habían tomado de él: ${taken}; no las cobre otra vez.`}`,
    `The file ${file} could not be read: ${reason} It is in rejected/.${taken === 0 ? '' : ` Rows that had been taken from it: ${taken}; do not charge them again.`}`,
  ],
  rows_rejected: ({ file, reason }) => [
    `${reason} del archivo ${file} no se cobraron. Están en rejected/ con su motivo; corríjalas y expórtelas de nuevo.`,
    `${reason} of the file ${file} were not charged. They are in rejected/ with the reason; correct and export them again.`,
  ],
  file_locked: ({ file }) => [
    `El archivo ${file} no se deja mover: otro programa lo tiene abierto o falta permiso. Ciérrelo; Puente sigue intentando.`,
    `The file ${file} cannot be moved: another program holds it open, or permission is missing. Close it; Puente keeps trying.`,
  ],
  file_empty: ({ file }) => [
    `El archivo ${file} está vacío desde hace un minuto. Revise la exportación del ERP.`,
    `The file ${file} has been empty for a minute. Check the ERP's export.`,
  ],
  file_vanished: ({ file }) => [
    `Alguien quitó el archivo ${file} de processing/ antes de que se terminara. Expórtelo de nuevo: lo ya cobrado no se repite.`,
    `Somebody took the file ${file} out of processing/ before it was finished. Export it again: nothing is charged twice.`,
  ],
  file_free: ({ file }) => [`El archivo ${file} ya no espera.`, `The file ${file} is not waiting any more.`],
  import_failed: ({ file, reason }) => [
    `El archivo ${file} espera: ${reason}. Puente sigue intentando; no se pierde nada.`,
    `The file ${file} is waiting: ${reason}. Puente keeps trying; nothing is lost.`,
  ],
};

export function describeTrouble(
  folder: FolderConfig,
  kind: keyof typeof WORDS,
  { why, ...about }: { file?: string; record?: number; taken?: number; reason?: string; why?: Reason } = {},
): FolderTrouble {
  const { path } = folder;
  const { file = '', reason: given = '', taken = 0 } = about;
  const [es] = WORDS[kind]({ path, file, taken, reason: why ? describeReason(why) : given });
  const [, en] = WORDS[kind]({ path, file, taken, reason: why ? describeReason(why, 'en') : given });
  return { kind, folder: folderKey(folder), path, ...about, ...(why && { reason: describeReason(why), why }), es, en };
}

/** Says each trouble once until it is over, so that a slow retry does not become a stream of alarms. */
export function createTroubleBook(tell: (trouble: FolderTrouble) => void) {
  const open = new Set<string>();
  const keyOf = ({ kind, file }: Pick<FolderTrouble, 'kind' | 'file'>): string => `${kind}\n${file ?? ''}`;
  return {
    raise(trouble: FolderTrouble): void {
      if (open.has(keyOf(trouble))) return;
      open.add(keyOf(trouble));
      tell(trouble);
    },
    /** True when it was open. */
    clear: (kind: FolderTrouble['kind'], file?: string): boolean =>
      open.delete(keyOf({ kind, ...(file !== undefined && { file }) })),
  };
}
export type TroubleBook = ReturnType<typeof createTroubleBook>;
