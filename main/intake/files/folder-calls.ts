import { es } from 'zod/locales';
import type { Preview, PreviewRequest, ProposeAnswer, ProposeRequest } from '../../contract/folder-wizard.ts';
import { profileSchema } from '../../contract/folders.ts';
import { previewAll, proposeProfile, type Packs, type Sample } from './propose.ts';
import type { PreviewContext } from './preview.ts';

/** What the settings screen asks (shapes in contract/folders.ts). Nothing here charges, moves or keeps a file. */
export const answerPropose = (
  { samples }: ProposeRequest,
  context: PreviewContext,
  packs: Packs,
): Promise<ProposeAnswer> => proposeProfile(samples.map(toSample), context, packs);

/** A preview with settings that a person has edited; their faults as dotted paths. */
export async function answerPreview(
  { profile, samples }: PreviewRequest,
  context: PreviewContext,
): Promise<{ readonly preview: Preview } | { readonly faults: readonly { path: string; message: string }[] }> {
  const parsed = profileSchema.safeParse(profile, { error: es().localeError });
  if (parsed.success) return { preview: await previewAll(samples.map(toSample), parsed.data, context) };
  return {
    faults: parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: [...issue.path, key].join('.'),
            message: 'esta clave no existe; revise cómo está escrita',
          }))
        : [{ path: issue.path.join('.'), message: issue.message }],
    ),
  };
}

const toSample = ({ name, content_base64 }: { name: string; content_base64: string }): Sample => ({
  name,
  bytes: Buffer.from(content_base64, 'base64'),
});
