import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStillOpen } from '../ui/use-still-open.ts';
import { useWord, WordFields } from './word-fields.tsx';

/** Why, and who says so. */
export interface Word {
  readonly note: string;
  readonly name: string;
}

export interface WordDialogProps {
  readonly title: string;
  readonly lead: string;
  readonly warn?: ReactNode;
  /** An example of a reason. */
  readonly hint?: string;
  readonly submit: string;
  /** True when the bridge agreed. */
  readonly onSubmit: (word: Word) => Promise<boolean>;
  readonly onClose: () => void;
}

/** A decision that needs a name and a reason: to let a terminal go on, to allow replays again. */
export function WordDialog({ title, lead, warn, hint, submit, onSubmit, onClose }: WordDialogProps) {
  const { t } = useTranslation();
  const word = useWord();
  const isStillOpen = useStillOpen();

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const said = word.read();
    if (said && (await onSubmit(said)) && isStillOpen()) onClose();
  }

  return (
    <Dialog title={title} lead={lead} onClose={onClose}>
      <form className="form" onSubmit={(event) => void send(event)} noValidate>
        {warn && <div className="form-note form-note-warning">{warn}</div>}
        <WordFields word={word} hint={hint} />
        <div className="form-buttons">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="main">
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
