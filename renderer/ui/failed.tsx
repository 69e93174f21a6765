import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

export interface FailedProps {
  readonly error: Error;
  /** Asks again; what a query's `refetch` is. */
  readonly onRetry: () => unknown;
}

/** In place of what could not be fetched: why, and a button that asks again. */
export function Failed({ error, onRetry }: FailedProps) {
  const { t } = useTranslation();
  return (
    <div className="blank" role="alert">
      <p>{error.message}</p>
      <Button onPress={() => void onRetry()}>{t('common.retry')}</Button>
    </div>
  );
}
