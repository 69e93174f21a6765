import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { addToast, type Toast } from './toast-list.ts';

interface ShownToast extends Toast {
  readonly id: number;
}

const SHOWN_MS = 8000;
const ToastContext = createContext<(toast: Toast) => void>(() => undefined);
export const useToast = (): ((toast: Toast) => void) => useContext(ToastContext);

const ICONS = { info: Info, good: CircleCheck, bad: CircleAlert };

/** Short messages in a corner. Bad ones stay until they are dismissed; all are read aloud. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const next = useRef(1);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((each) => each.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = next.current++;
      setToasts((all) => addToast(all, { ...toast, id }));
      if (toast.tone !== 'bad') setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  const list = useMemo(
    () => (
      <div className="toasts" role="status" aria-live="polite" aria-atomic="false" data-react-aria-top-layer="true">
        {toasts.map(({ id, tone, title, detail }) => {
          const Icon = ICONS[tone];
          return (
            <div key={id} className={`toast toast-${tone}`}>
              <Icon aria-hidden className="toast-icon" />
              <div>
                <strong>{title}</strong>
                {detail && <p>{detail}</p>}
              </div>
              <Button
                look="quiet"
                size="small"
                icon={<X aria-hidden />}
                aria-label={t('common.dismiss')}
                onPress={() => drop(id)}
              />
            </div>
          );
        })}
      </div>
    ),
    [toasts, drop, t],
  );
  return (
    <ToastContext value={show}>
      {children}
      {list}
    </ToastContext>
  );
}
