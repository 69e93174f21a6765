import { describeConfigFaults, zodWords, type ConfigFault } from '../../contract/config-faults.ts';
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
): Promise<{ readonly preview: Preview } | { readonly faults: readonly ConfigFault[] }> {
  const { lang = 'es' } = context;
  const parsed = profileSchema.safeParse(profile, { error: zodWords(lang) });
  if (parsed.success) return { preview: await previewAll(samples.map(toSample), parsed.data, context) };
  return { faults: describeConfigFaults(parsed.error.issues, lang) };
}

const toSample = ({ name, content_base64 }: { name: string; content_base64: string }): Sample => ({
  name,
  bytes: Buffer.from(content_base64, 'base64'),
});
