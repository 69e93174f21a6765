import type { FileWriting } from '../../contract/file-ledger.ts';
import type { FileEncoding } from '../../contract/folder-words.ts';
import { resultFormat, type FolderConfig, type ResultFormat } from '../../contract/folders.ts';

/** How a result is written. */
export interface ResultShape {
  readonly format: ResultFormat;
  readonly encoding: FileEncoding;
  readonly delimiter: string;
  readonly decimal: '.' | ',';
}

/** What the folder's settings say; where they are silent, as the ERP wrote the request; where that says nothing, UTF-8, comma, dot. */
export function shapeOf(folder: FolderConfig, written: FileWriting): ResultShape {
  const { results, delimiter } = folder;
  return {
    format: resultFormat(folder),
    encoding: results?.encoding ?? (folder.encoding === 'auto' ? (written.encoding ?? 'utf-8') : folder.encoding),
    delimiter:
      results?.delimiter ??
      (delimiter === 'auto' ? undefined : delimiter === 'tab' ? '\t' : delimiter) ??
      written.delimiter ??
      ',',
    decimal: results?.decimal ?? (folder.decimal === 'auto' ? (written.decimal ?? '.') : folder.decimal),
  };
}
