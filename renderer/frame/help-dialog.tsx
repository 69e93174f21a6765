import { useTranslation } from 'react-i18next';
import { Key } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

const KEYS = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9', 'f10', 'esc', 'zoom'] as const;
const NAMES: Partial<Record<(typeof KEYS)[number], string>> = { esc: 'Esc', zoom: 'Ctrl + −' };
const TASKS = ['task1', 'task2', 'task3', 'task4', 'task5'] as const;

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('help.title')} lead={t('help.lead')} onClose={onClose} size="wide">
      <div className="help">
        <dl className="help-keys">
          {KEYS.map((key) => (
            <div key={key}>
              <dt>
                <Key>{NAMES[key] ?? key.toUpperCase()}</Key>
                <span className="visually-hidden">{NAMES[key] ?? key}</span>
              </dt>
              <dd>{t(`help.${key}`)}</dd>
            </div>
          ))}
        </dl>
        <div>
          <h3 className="panel-title">{t('help.tasks')}</h3>
          <ol className="help-tasks">
            {TASKS.map((task) => (
              <li key={task}>{t(`help.${task}`)}</li>
            ))}
          </ol>
        </div>
      </div>
    </Dialog>
  );
}
