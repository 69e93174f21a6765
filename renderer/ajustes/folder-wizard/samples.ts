import type { ProposeRequest } from '../../../main/contract/folder-wizard.ts';
import { toBase64 } from '../../ui/to-base64.ts';

export type Sample = ProposeRequest['samples'][number];
export const MOST_SAMPLES = 3;
/** What the bridge takes of one sample; it sends no more than the beginning of the shop's day. */
const MOST_BYTES = 1_000_000;

export type SampleFault = 'tooMany' | 'tooLarge' | 'unreadable';
export type ReadSamples =
  { readonly samples: readonly Sample[] } | { readonly fault: SampleFault; readonly name: string };

/** The files that a person dropped or chose, as the bridge's wizard takes them. Nothing leaves this computer. */
export async function readSamples(files: readonly File[]): Promise<ReadSamples> {
  if (files.length > MOST_SAMPLES) return { fault: 'tooMany', name: '' };
  const samples: Sample[] = [];
  for (const file of files) {
    if (file.size > MOST_BYTES) return { fault: 'tooLarge', name: file.name };
    try {
      samples.push({ name: file.name, content_base64: await toBase64(file) });
    } catch {
      return { fault: 'unreadable', name: file.name };
    }
  }
  return { samples };
}
