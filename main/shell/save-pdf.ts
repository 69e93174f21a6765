import { app, dialog, type WebContents } from 'electron';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The page as it prints, on the paper of the country, where the person says. Null when they changed their mind. */
export async function savePdf(contents: WebContents | undefined, name: string): Promise<string | null> {
  if (!contents) return null;
  const { filePath } = await dialog.showSaveDialog({
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (!filePath) return null;
  await writeFile(
    filePath,
    await contents.printToPDF({ pageSize: 'Letter', printBackground: true, generateTaggedPDF: true }),
  );
  return filePath;
}
