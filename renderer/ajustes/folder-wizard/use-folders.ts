import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FolderStatus } from '../../../main/contract/folders.ts';
import type { Preview } from '../../../main/contract/folder-wizard.ts';
import { call } from '../../api/call.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useLang } from '../../words/use-lang.ts';
import type { Settings } from './draft.ts';
import type { Sample } from './samples.ts';

const KEY = ['folders'];
const LOOK_MS = 1500;

/** How each watched folder is, looked at again while the screen is open. */
export function useFolders() {
  const lang = useLang();
  return useQuery({
    queryKey: KEY,
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) => {
      const answer = await call<{ data: readonly FolderStatus[] }>('/v1/folders', { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data.data;
    },
  });
}

export function useLookNow() {
  const lang = useLang();
  const toast = useToast();
  const queries = useQueryClient();
  return async (): Promise<void> => {
    const answer = await call('/v1/folders/rescan', { lang, method: 'POST' });
    if (!answer.ok) toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
    await queries.invalidateQueries({ queryKey: KEY });
  };
}

export interface PreviewRefusal {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** What these settings would charge; asked again with every change, and never shown of older settings. */
export function usePreview(profile: Settings, samples: readonly Sample[], enabled: boolean) {
  const lang = useLang();
  return useQuery({
    queryKey: ['folder-preview', lang, profile, samples],
    enabled,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }): Promise<{ preview: Preview } | { refusal: PreviewRefusal }> => {
      const answer = await call<Preview>('/v1/folders/preview', { lang, body: { profile, samples }, signal });
      return answer.ok ? { preview: answer.data } : { refusal: answer.refusal };
    },
  });
}
