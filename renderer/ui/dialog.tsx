import { X } from 'lucide-react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useEffect, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** The box gives the focus back in its own time, later on a slow PC: so it is looked after more than once, ms. */
const LOOKS_MS = [80, 250, 700];

export interface DialogProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'normal' | 'wide' | 'panel';
  readonly alert?: boolean;
}

/** A modal box: keeps the focus inside, gives it back when closed, closes on Esc. `panel` stands at the right edge. */
export function Dialog({ title, lead, onClose, children, size = 'normal', alert = false }: DialogProps) {
  const { t } = useTranslation();
  useEffect(() => keepKeyboardBeneath, []);
  return (
    <ModalOverlay
      isOpen
      isDismissable={size === 'panel'}
      onOpenChange={(open) => !open && onClose()}
      className={`overlay overlay-${size}`}
    >
      <Modal className={`modal modal-${size}`}>
        <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <Button
              look="quiet"
              size="small"
              icon={<X aria-hidden />}
              aria-label={t('common.close')}
              onPress={onClose}
            />
          </header>
          {lead !== undefined && <p className="dialog-lead">{lead}</p>}
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What opened the box may be gone when it closes; the keyboard then stays in the box beneath, where Esc still closes. */
function keepKeyboardBeneath(): void {
  for (const ms of LOOKS_MS)
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const boxes = document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]');
      [...boxes].at(-1)?.focus();
    }, ms);
}
