import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalView } from '../../main/contract/status.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toasts.tsx';
import { isDialogOpen } from '../ui/use-hotkeys.ts';
import { useStillOpen } from '../ui/use-still-open.ts';
import type { Changes } from './use-changes.ts';
import { WordDialog } from './word-dialog.tsx';

type Open = { readonly kind: 'force' | 'keep'; readonly terminal: TerminalView };

/** What a person does with a terminal that several tills use, and what is asked first. */
export function useLease(changes: Changes) {
  const { t } = useTranslation();
  const toast = useToast();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const isStillOpen = useStillOpen();

  async function keepNow(asked: Open): Promise<void> {
    const { id, name } = asked.terminal;
    const answer = await changes.keep(id);
    if (!answer) return;
    if (answer.ok) toast({ tone: 'good', title: t('caja.kept', { terminal: name }) });
    setOpen((now) => (now === asked ? undefined : now));
  }

  return {
    /** Its holder passes the terminal on between charges; where it does not, a person may take it, knowing what that risks. */
    async take(terminal: TerminalView): Promise<void> {
      const { id, name, lease } = terminal;
      if (lease?.mine) return toast({ tone: 'info', title: t('caja.takeHere', { terminal: name }) });
      const answer = await changes.take(id);
      if (!answer) return;
      if (answer.ok) toast({ tone: 'good', title: t('caja.taken', { terminal: name }) });
      // The answer takes a while: a question that pops up over what is being typed by then would take the keys meant for it.
      else if (answer.refusal.code === 'terminal_held' && isStillOpen() && !isDialogOpen())
        setOpen({ kind: 'force', terminal });
      else toast({ tone: 'bad', title: answer.refusal.title, detail: answer.refusal.detail });
    },
    keep: (terminal: TerminalView): void => setOpen({ kind: 'keep', terminal }),
    dialog: open && (
      <>
        {open.kind === 'force' && (
          <ForceDialog
            terminal={open.terminal}
            onSubmit={async (word) => (await changes.force(open.terminal.id, word))?.ok ?? false}
            onClose={close}
          />
        )}
        {open.kind === 'keep' && (
          <KeepDialog
            terminal={open.terminal}
            isBusy={changes.isTaking(open.terminal.id)}
            onSubmit={() => void keepNow(open)}
            onClose={close}
          />
        )}
      </>
    ),
  };
}

interface ForceProps {
  readonly terminal: TerminalView;
  readonly onSubmit: (word: { note: string; name: string }) => Promise<boolean>;
  readonly onClose: () => void;
}
/** The consequences are spelled out before a till is displaced. */
function ForceDialog({ terminal: { name, lease }, onSubmit, onClose }: ForceProps) {
  const { t } = useTranslation();
  const holder = lease?.holder ?? '?';
  return (
    <WordDialog
      title={t('caja.forceTitle', { terminal: name, holder })}
      lead={t('caja.forceLead')}
      warn={
        <ul className="plain-list">
          <li>{t('caja.forceRisk1', { holder })}</li>
          <li>{t('caja.forceRisk2')}</li>
          <li>{t('caja.forceRisk3')}</li>
        </ul>
      }
      hint={t('caja.forceHint')}
      submit={t('caja.forceSubmit')}
      onSubmit={onSubmit}
      onClose={onClose}
    />
  );
}

interface KeepProps {
  readonly terminal: TerminalView;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}
function KeepDialog({ terminal: { name }, isBusy, onSubmit, onClose }: KeepProps): ReactNode {
  const { t } = useTranslation();
  return (
    <Dialog title={t('caja.keepTitle', { terminal: name })} lead={t('caja.keepLead')} onClose={onClose}>
      <div className="form">
        <p className="form-note form-note-warning">{t('caja.keepRisk')}</p>
        <div className="form-buttons">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="main" isBusy={isBusy} onPress={onSubmit}>
            {t('caja.keep')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
