import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Config } from '../../main/contract/config.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { call } from '../api/call.ts';
import { useToast } from '../ui/toasts.tsx';
import { useLang } from '../words/use-lang.ts';

const KEY = ['settings'];

export function useSettings() {
  const lang = useLang();
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const answer = await call<SettingsView>('/v1/settings', { lang, signal });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      return answer.data;
    },
    refetchOnWindowFocus: false,
    // Fields are filled once, when the screen opens: with what stands now, not with what another window has changed since.
    gcTime: 0,
  });
}

interface OwnSave {
  readonly before: string;
  readonly after: string;
}
/** What this window saved, oldest first. */
const ownSaves: OwnSave[] = [];

/** What is wrong, by the dotted path in the configuration; `form` for what belongs to no field. */
export type ConfigFaults = Readonly<Record<string, string>>;

/**
 * Saves a part of the configuration over the revision that the person saw when the fields were filled, however often the settings were
 * read since: only this window's own saves lead on from it. Another window's save in between is refused by the bridge and told
 * here; the draft is kept so that nothing typed is lost.
 */
export function useSave(settings: SettingsView) {
  const lang = useLang();
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const [faults, setFaults] = useState<ConfigFaults>({});
  const [saving, setSaving] = useState(false);
  const [from, setFrom] = useState(() => ({ revision: settings.revision, saves: ownSaves.length }));

  return {
    faults,
    saving,
    setFaults,
    /** True when it is saved. */
    async save(part: Partial<Config>): Promise<boolean> {
      setSaving(true);
      const before = ownSaves
        .slice(from.saves)
        .reduce((revision, each) => (each.before === revision ? each.after : revision), from.revision);
      const body = { revision: before, config: { ...settings.config, ...part } };
      const answer = await call<SettingsView>('/v1/settings', { lang, body });
      setSaving(false);
      if (answer.ok) {
        setFaults({});
        ownSaves.push({ before, after: answer.data.revision });
        queries.setQueryData(KEY, answer.data);
        toast({ tone: 'good', title: t('ajustes.saved') });
        return true;
      }
      const { errors, detail, code } = answer.refusal;
      setFaults({
        ...Object.fromEntries(errors.map(({ path, message }) => [path.replace(/^config\./, ''), message])),
        form: detail,
      });
      // The draft stays; the newest revision is read, so that saving again is a decision over what stands now.
      if (code === 'settings_changed') {
        await queries.invalidateQueries({ queryKey: KEY });
        const newest = queries.getQueryData<SettingsView>(KEY) ?? settings;
        setFrom({ revision: newest.revision, saves: ownSaves.length });
      }
      return false;
    },
  };
}
export type Save = ReturnType<typeof useSave>;
