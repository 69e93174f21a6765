import { z } from 'zod';

/** One watched folder (file-intake.md). The files room refines this. */
export const folderSchema = z.looseObject({ path: z.string().min(1) });
export type FolderConfig = z.infer<typeof folderSchema>;
