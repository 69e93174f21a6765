import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposeAnswer } from '../../../main/contract/folder-wizard.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { call, type Refusal } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { useLang } from '../../words/use-lang.ts';
import { ProposalForm } from './proposal-form.tsx';
import { SampleDrop } from './sample-drop.tsx';
import type { Sample } from './samples.ts';

/** Samples of one kind, and what the bridge proposes for them once it was asked. */
interface Group {
  readonly samples: readonly Sample[];
  readonly proposal?: ProposeAnswer;
  readonly saved?: boolean;
}

/** From sample files to watched folders, one for each kind of file. Nothing is watched and nothing charges before the person saves. */
export function FolderWizard({ settings, onDone }: { readonly settings: SettingsView; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const [current, setCurrent] = useState(0);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);

  async function ask(samples: readonly Sample[]): Promise<ProposeAnswer | undefined> {
    setBusy(true);
    const answer = await call<ProposeAnswer>('/v1/folders/propose', { lang, body: { samples } });
    setBusy(false);
    setRefusal(answer.ok ? undefined : answer.refusal);
    return answer.ok ? answer.data : undefined;
  }

  async function propose(samples: readonly Sample[]): Promise<void> {
    // Answers to the earlier files do not hold for these.
    setGroups([]);
    setCurrent(0);
    const proposal = await ask(samples);
    if (!proposal) return;
    const sorted = proposal.groups.map((group): Group => ({ samples: samples.filter((_, at) => group.includes(at)) }));
    setGroups(sorted.map((group, at) => (at === 0 ? { ...group, proposal } : group)));
  }

  async function show(index: number, all = groups): Promise<void> {
    const group = all[index];
    if (!group || group.saved) return;
    setGroups(all);
    setCurrent(index);
    if (group.proposal) return;
    const proposal = await ask(group.samples);
    if (proposal) setGroups(all.map((each, at) => (at === index ? { ...each, proposal } : each)));
  }

  /** One kind is in force: on to the next, until none is left. */
  function finish(): void {
    const all = groups.map((group, at) => (at === current ? { ...group, saved: true } : group));
    const next = all.findIndex(({ saved }) => !saved);
    if (next === -1) onDone();
    else void show(next, all);
  }

  const group = groups[current];
  const namesOf = ({ samples }: Group): string => samples.map(({ name }) => name).join(', ');
  return (
    <div className="folder-wizard" role="group" aria-label={t('ajustes.folders.add')}>
      <SampleDrop busy={busy} onSamples={(samples) => void propose(samples)} />
      {refusal && (
        <p className="form-fault" role="alert">
          {refusal.title}. {refusal.detail}
        </p>
      )}
      {groups.length > 1 && (
        <div className="form-note">
          <p role="status">{t('ajustes.folders.kinds', { total: groups.length })}</p>
          <Choice
            label={t('ajustes.folders.kind')}
            value={String(current)}
            onChange={(index) => void show(Number(index))}
            isDisabled={busy}
            options={groups.map((each, index) => ({
              value: String(index),
              label: each.saved ? t('ajustes.folders.kindSaved', { names: namesOf(each) }) : namesOf(each),
            }))}
          />
        </div>
      )}
      {group?.proposal ? (
        <>
          <p className="form-note" role="status">
            {t('ajustes.folders.files', { names: namesOf(group) })}
          </p>
          <ProposalForm
            key={current}
            samples={group.samples}
            proposal={group.proposal}
            settings={settings}
            onSaved={finish}
            onCancel={onDone}
          />
        </>
      ) : (
        <div>
          <Button onPress={onDone}>{t('common.cancel')}</Button>
        </div>
      )}
    </div>
  );
}
