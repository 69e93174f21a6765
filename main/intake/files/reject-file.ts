import iconv from 'iconv-lite';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { FileRecord } from '../../contract/file-ledger.ts';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { exists, findLast, freePlace, writeWhole, type Places } from './places.ts';

export interface Reject {
  readonly line: number;
  readonly reason: string;
  /** The row as the ERP wrote it. */
  readonly original: Uint8Array;
}

const MARKS: Partial<Record<FileEncoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};

/**
 * `NAME.rejected.csv`: line number, reason, then the original row byte for byte, unquoted, so that it can be cut out and exported
 * again. The file keeps the encoding of the original and, where there is one, its delimiter.
 */
export function renderRejects(
  rejects: readonly Reject[],
  { encoding, delimiter = ',' }: { encoding: FileEncoding; delimiter: string | undefined },
): Buffer {
  const encode = (text: string): Buffer => iconv.encode(text, encoding, { addBOM: false });
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const parts: Uint8Array[] = [
    Buffer.from(MARKS[encoding] ?? []),
    encode(['linea', 'motivo', 'original'].join(delimiter) + '\r\n'),
  ];
  for (const { line, reason, original } of rejects) {
    parts.push(encode(`${line}${delimiter}${quote(reason)}${delimiter}`), original, encode('\r\n'));
  }
  return Buffer.concat(parts);
}

/**
 * `NAME.error.txt`: UTF-8 with a mark, so that Notepad shows the accents. Who reads that nothing was charged may charge by hand, so
 * it tells what an earlier reading of the file took. Follows from the record alone, by which it is found again.
 */
export function errorFileOf({ name, note, takenBefore }: Pick<FileRecord, 'name' | 'note' | 'takenBefore'>) {
  const charged =
    takenBefore === 0
      ? 'No se hizo ningún cobro de este archivo.'
      : `Antes de este error Puente ya había tomado ${takenBefore === 1 ? '1 fila' : `${takenBefore} filas`} de este archivo y sus cobros existen: búsquelos en la ventana de Puente y no los haga otra vez. De las demás filas no se hizo ningún cobro.`;
  const text = `\ufeff${name}\r\n\r\n${note ?? ''}\r\n\r\n${charged}\r\n`;
  return { name: `${name}.error.txt`, content: Buffer.from(text, 'utf8') };
}

const OVER =
  '\ufeffRESUELTO: el archivo se completó después y Puente lo tomó; está en done/. Lo que sigue ya no vale.\r\n\r\n';

/**
 * The file could be taken after all: its `NAME.error.txt` becomes `NAME.resuelto.txt`, which says so before the old words. Left as it
 * is where another file of that name lies rejected, which it may speak of too.
 */
export async function markErrorOver(places: Places, earlier: FileRecord): Promise<void> {
  const { name, content } = errorFileOf(earlier);
  if (await exists(path.join(places.rejected, earlier.name))) return;
  const file = await findLast(places.rejected, name, content);
  if (file === undefined) return;
  const over = await freePlace(places.rejected, `${earlier.name}.resuelto.txt`);
  await rename(file, over);
  await writeWhole(over, Buffer.concat([Buffer.from(OVER, 'utf8'), content.subarray(MARKS['utf-8']?.length)]));
}
