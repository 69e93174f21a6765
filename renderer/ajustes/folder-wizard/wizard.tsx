import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProposeAnswer } from '../../../main/contract/folder-wizard.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { call, type Refusal } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { useLang } from '../../words/use-lang.ts';
import { ProposalForm } from './proposal-form.tsx';
import { SampleDrop } from './sample-drop.tsx';
import type { Sample } from './samples.ts';

/** From sample files to a watched folder. Nothing is watched and nothing charges before the person saves. */
export function FolderWizard({ settings, onDone }: { readonly settings: SettingsView; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [asked, setAsked] = useState<{ samples: readonly Sample[]; proposal: ProposeAnswer }>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);

  async function propose(samples: readonly Sample[]): Promise<void> {
    // Answers to the earlier files do not hold for these.
    setAsked(undefined);
    setBusy(true);
    const answer = await call<ProposeAnswer>('/v1/folders/propose', { lang, body: { samples } });
    setBusy(false);
    setRefusal(answer.ok ? undefined : answer.refusal);
    if (answer.ok) setAsked({ samples, proposal: answer.data });
  }

  return (
    <div className="folder-wizard" role="group" aria-label={t('ajustes.folders.add')}>
      <SampleDrop busy={busy} onSamples={(samples) => void propose(samples)} />
      {refusal && (
        <p className="form-fault" role="alert">
          {refusal.title}. {refusal.detail}
        </p>
      )}
      {asked ? (
        <>
          <p className="form-note" role="status">
            {t('ajustes.folders.files', { names: asked.samples.map(({ name }) => name).join(', ') })}
          </p>
          <ProposalForm samples={asked.samples} proposal={asked.proposal} settings={settings} onDone={onDone} />
        </>
      ) : (
        <div>
          <Button onPress={onDone}>{t('common.cancel')}</Button>
        </div>
      )}
    </div>
  );
}
