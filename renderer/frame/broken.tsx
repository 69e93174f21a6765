import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';

const RELOAD_MS = 15_000;

/** In place of a screen that broke or could not be fetched; the way to the other screens stays. */
export function BrokenScreen() {
  const { t } = useTranslation();
  return (
    <div className="screen">
      <div className="blank" role="alert">
        <h1>{t('broken.screen')}</h1>
        <p>{t('broken.step')}</p>
        <Button look="main" onPress={() => location.reload()}>
          {t('broken.reload')}
        </Button>
      </div>
    </div>
  );
}

/** In place of everything. Nobody may be there to press a key, so it comes back by itself; in both languages, since words may be what broke. */
export function BrokenWindow() {
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), RELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="screen">
      <div className="blank" role="alert">
        <h1>La ventana tuvo un problema</h1>
        <p>Los cobros siguen su curso. Se abre de nuevo sola en unos segundos.</p>
        <p lang="en">The window met a problem. Charges go on; it opens again by itself in a few seconds.</p>
        <button type="button" className="button button-main button-normal" onClick={() => location.reload()}>
          Abrir de nuevo · Reload
        </button>
      </div>
    </div>
  );
}
