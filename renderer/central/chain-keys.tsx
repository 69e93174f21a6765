import { useTranslation } from 'react-i18next';
import { Key } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

const KEYS = ['f1', 'f2', 'f3', 'f4', 'esc'] as const;

export function ChainKeys({ maySend, onClose }: { readonly maySend: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('central');
  return (
    <Dialog title={t('keys.title')} lead={t('keys.lead')} onClose={onClose}>
      <dl className="help-keys">
        {KEYS.filter((key) => key !== 'f2' || maySend).map((key) => (
          <div key={key}>
            <dt>
              <Key>{key === 'esc' ? 'Esc' : key.toUpperCase()}</Key>
              <span className="visually-hidden">{key}</span>
            </dt>
            <dd>{t(`keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
