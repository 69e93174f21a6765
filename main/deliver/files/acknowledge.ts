import path from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { FolderConfig } from '../../contract/folders.ts';
import { folderKey } from '../../contract/folders.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import iconv from 'iconv-lite';
import { fillTemplate, stamps } from './template.ts';
import { replaceFile, resultsFolder } from './write-result.ts';

const RETRY_MS = 200;

/**
 * The status file of a dialect. After `withinMs` the ERP has given the request up, and a late one would be taken for the next
 * request's: then it is left unwritten and logged.
 */
export async function acknowledgeRequest(
  folder: FolderConfig,
  echo: Readonly<Record<string, string>>,
  deps: {
    readonly clock: Clock;
    readonly log: { warn(data: object, message: string): void };
    readonly failpoint: (name: string) => void;
  },
): Promise<void> {
  const wanted = folder.results?.acknowledge;
  if (!wanted) return;
  const { clock, log, failpoint } = deps;
  const target = resultsFolder(folder);
  const encoding = folder.results?.encoding ?? (folder.encoding === 'auto' ? 'utf-8' : folder.encoding);
  const content = iconv.encode(fillTemplate(wanted.lines, stamps(clock.now()), echo), encoding);
  const untilMs = clock.monotonic() + wanted.withinMs;
  for (;;) {
    try {
      await makeFolder(target);
      await replaceFile(path.join(target, wanted.file), content, failpoint);
      return;
    } catch (error) {
      if (clock.monotonic() + RETRY_MS > untilMs) {
        log.warn(
          { folder: folderKey(folder), file: wanted.file, err: error },
          'a request was not acknowledged in time',
        );
        return;
      }
      await clock.sleep(RETRY_MS);
    }
  }
}
