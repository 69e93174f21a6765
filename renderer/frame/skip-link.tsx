import { useTranslation } from 'react-i18next';

/** The first stop of the keyboard: past the navigation to the screen. By hand, since the address bar's hash is the place. */
export function SkipLink() {
  const { t } = useTranslation();
  return (
    <a
      className="skip"
      href="#contenido"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('contenido')?.focus();
      }}
    >
      {t('app.skip')}
    </a>
  );
}
