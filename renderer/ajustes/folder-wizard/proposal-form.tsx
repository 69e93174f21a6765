import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isWholePath } from '../../../main/contract/folder-places.ts';
import type { ProposeAnswer } from '../../../main/contract/folder-wizard.ts';
import type { SettingsView } from '../../../main/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { useSave } from '../use-settings.ts';
import { isOpen, profileOf, questionsOf, textOf, withAnswer, type Answers } from './draft.ts';
import { Placement, type Placed } from './placement.tsx';
import { PreviewList, type Shown } from './preview-list.tsx';
import { Questions } from './questions.tsx';
import { Recognised } from './recognised.tsx';
import type { Sample } from './samples.ts';
import { TerminalWords } from './terminal-words.tsx';
import { toFolder, withDefaults } from './to-folder.ts';
import { usePreview } from './use-folders.ts';

export interface ProposalFormProps {
  readonly samples: readonly Sample[];
  readonly proposal: ProposeAnswer;
  readonly settings: SettingsView;
  readonly onSaved: () => void;
  readonly onCancel: () => void;
}

/** A proposal with its questions, what it would charge, and where it shall be in force. */
export function ProposalForm({ samples, proposal, settings, onSaved, onCancel }: ProposalFormProps) {
  const { t } = useTranslation();
  const save = useSave(settings);
  const { config } = settings;
  const [answers, setAnswers] = useState<Answers>({});
  const [placed, setPlaced] = useState<Placed>({
    path: '',
    name: '',
    match: textOf(proposal.profile, 'match', '*'),
    terminal: '',
    currency: config.currency,
    resultsPath: '',
    resultsFormat: ['csv', 'fixed'].includes(textOf(proposal.profile, 'format')) ? 'csv' : 'json',
    dryRun: true,
  });

  const questions = questionsOf(proposal, answers);
  const open = questions.filter((question) => isOpen(question, answers)).length;
  const profile = profileOf(proposal, answers);
  const complete = withDefaults(profile, placed);
  const asked = usePreview(complete, samples, open === 0);
  const shown = shownOf(open, asked);
  const onAnswer = (setting: string, value: unknown): void => setAnswers((last) => withAnswer(last, setting, value));

  const index = config.folders.length;
  const fault = (key: string): string | undefined => save.faults[`folders.${index}.${key}`];
  const shownFaults = ['path', 'name', 'match', 'results.path'].map((key) => `folders.${index}.${key}`);
  const otherFaults = Object.entries(save.faults).filter(([path]) => path !== 'form' && !shownFaults.includes(path));

  const hopeless = questions.filter(({ kind }) => kind === 'unanswerable');
  if (hopeless.length > 0)
    return (
      <>
        <div className="form-fault" role="alert">
          {hopeless.map(({ setting, question }) => (
            <p key={setting}>{question}</p>
          ))}
          <p>{t('ajustes.folders.unanswerable')}</p>
        </div>
        <div>
          <Button onPress={onCancel}>{t('common.cancel')}</Button>
        </div>
      </>
    );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const faults: Record<string, string> = {};
    if (!isWholePath(placed.path)) faults[`folders.${index}.path`] = t('ajustes.folders.fault.path');
    if (placed.resultsPath.trim() !== '' && !isWholePath(placed.resultsPath))
      faults[`folders.${index}.results.path`] = t('ajustes.folders.fault.path');
    save.setFaults(faults);
    if (Object.keys(faults).length > 0) return;
    if (await save.save({ folders: [...config.folders, toFolder(profile, placed)] })) onSaved();
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Recognised proposal={proposal} profile={profile} questions={questions} onAnswer={onAnswer} />
      <Questions questions={questions} proposal={proposal} answers={answers} onAnswer={onAnswer} />
      <PreviewList shown={shown} />
      <TerminalWords
        preview={shown.state === 'ready' ? shown.preview : undefined}
        profile={profile}
        config={config}
        onAnswer={onAnswer}
      />
      <Placement
        placed={placed}
        onChange={(part) => setPlaced({ ...placed, ...part })}
        config={config}
        hasTemplate={profile['results'] !== undefined}
        fault={fault}
      />
      {save.faults['form'] && (
        <div className="form-fault" role="alert">
          <p>{save.faults['form']}</p>
          {otherFaults.map(([path, message]) => (
            <p key={path}>
              {path}: {message}
            </p>
          ))}
        </div>
      )}
      <div className="form-row">
        <Button type="submit" look="main" isBusy={save.saving} isDisabled={shown.state !== 'ready'}>
          {save.saving ? t('common.working') : t('ajustes.folders.save')}
        </Button>
        <Button onPress={onCancel}>{t('common.cancel')}</Button>
        {open > 0 && <span className="field-hint">{t('ajustes.folders.missing', { count: open })}</span>}
      </div>
    </form>
  );
}

function shownOf(open: number, asked: ReturnType<typeof usePreview>): Shown {
  if (open > 0) return { state: 'unanswered' };
  if (asked.isError) return { state: 'refused', refusal: { detail: asked.error.message, errors: [] } };
  if (!asked.data) return { state: 'loading' };
  return 'preview' in asked.data
    ? { state: 'ready', preview: asked.data.preview }
    : { state: 'refused', refusal: asked.data.refusal };
}
