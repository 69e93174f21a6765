import type { FileProgress } from './contract/folders.ts';
import type { ImportView } from './contract/status.ts';

/** Export files that are being taken right now, for `GET /v1/status` and the event `bridge`. */
export function createImports() {
  const going = new Map<string, ImportView>();
  return {
    note({ folder, file, rowsDone, totalRows, over }: FileProgress): void {
      const key = `${folder}\n${file}`;
      if (over || rowsDone >= totalRows) going.delete(key);
      else going.set(key, { folder, file, rows_done: rowsDone, total_rows: totalRows });
    },
    list: (): readonly ImportView[] => [...going.values()],
  };
}
export type Imports = ReturnType<typeof createImports>;
