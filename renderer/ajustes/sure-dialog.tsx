import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export interface SureDialogProps {
  readonly title: string;
  /** What happens at once, and to whom. */
  readonly lead: string;
  /** What the button that does it says; the title unless told otherwise. */
  readonly words?: string;
  readonly onSure: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be undone. The focus stands on "cancel", so that an Enter too many does nothing. */
export function SureDialog({ title, lead, words = title, onSure, onClose }: SureDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog alert title={title} lead={lead} onClose={onClose}>
      <div className="form-buttons">
        <Button autoFocus onPress={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          look="danger"
          onPress={() => {
            onClose();
            onSure();
          }}
        >
          {words}
        </Button>
      </div>
    </Dialog>
  );
}
