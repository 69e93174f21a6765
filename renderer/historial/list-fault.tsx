import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';

export interface ListFaultProps {
  readonly error: Error | null;
  /** Asks again for what could not be read. */
  readonly onRetry: () => unknown;
}

/** Over a list that was read: that its next part, or a newer reading, was not. What is shown stays. */
export function ListFault({ error, onRetry }: ListFaultProps) {
  const { t } = useTranslation();
  return (
    error && (
      <div className="historial-newer historial-fault" role="alert">
        <span>{error.message}</span>
        <Button size="small" onPress={() => void onRetry()}>
          {t('common.retry')}
        </Button>
      </div>
    )
  );
}
