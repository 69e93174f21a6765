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
  });
}

/** What is wrong, by the dotted path in the configuration; `form` for what belongs to no field. */
export type ConfigFaults = Readonly<Record<string, string>>;

/**
 * Saves a part of the configuration over the revision that the person saw. Another window's save in between is refused by the
 * bridge and told here; the draft is kept so that nothing typed is lost.
 */
export function useSave(settings: SettingsView) {
  const lang = useLang();
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const [faults, setFaults] = useState<ConfigFaults>({});
  const [saving, setSaving] = useState(false);

  return {
    faults,
    saving,
    setFaults,
    /** True when it is saved. */
    async save(part: Partial<Config>): Promise<boolean> {
      setSaving(true);
      const body = { revision: settings.revision, config: { ...settings.config, ...part } };
      const answer = await call<SettingsView>('/v1/settings', { lang, body });
      setSaving(false);
      if (answer.ok) {
        setFaults({});
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
      if (code === 'settings_changed') await queries.invalidateQueries({ queryKey: KEY });
      return false;
    },
    reload: () => queries.invalidateQueries({ queryKey: KEY }),
  };
}
export type Save = ReturnType<typeof useSave>;
