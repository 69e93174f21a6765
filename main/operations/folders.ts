import { z } from 'zod';
import { folderStatusSchema, type FolderStatus } from '../contract/folders.ts';
import { defineOperation, ok, type Operation } from '../intake/http/server.ts';

/** The watched folders: how each is, and a look at them now. */
export function createFolderOperations(folders: { status(): readonly FolderStatus[]; rescan(): void }): Operation[] {
  return [
    defineOperation({
      id: 'listFolders',
      method: 'get',
      path: '/v1/folders',
      scope: 'read',
      group: 'bridge',
      summary: { es: 'Las carpetas vigiladas y cómo están', en: 'The watched folders and how they are' },
      answers: {
        200: {
          text: { es: 'Las carpetas', en: 'The folders' },
          schema: z.object({ data: z.array(folderStatusSchema) }),
        },
      },
      problems: [],
      handle: () => ok({ data: folders.status() }),
    }),
    defineOperation({
      id: 'rescanFolders',
      method: 'post',
      path: '/v1/folders/rescan',
      scope: 'charge',
      group: 'bridge',
      summary: { es: 'Mira las carpetas ahora', en: 'Looks at the folders now' },
      answers: { 200: { text: { es: 'Se están mirando', en: 'They are being looked at' } } },
      problems: [],
      handle() {
        folders.rescan();
        return ok({ rescanning: true });
      },
    }),
  ];
}
