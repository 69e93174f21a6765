import { Button as AriaButton, ProgressBar, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'isPending'> {
  readonly look?: 'plain' | 'main' | 'quiet' | 'danger';
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  /** The key that does the same, shown beside the words. */
  readonly hotkey?: string | undefined;
  /** What it asked for is on its way: it takes no press, but keeps the keyboard, which a disabled button would drop nowhere. */
  readonly isBusy?: boolean;
  readonly children?: ReactNode;
  readonly className?: string;
}

export function Button({
  look = 'plain',
  size = 'normal',
  icon,
  hotkey,
  isBusy = false,
  children,
  className = '',
  ...rest
}: ButtonProps) {
  const { t } = useTranslation();
  return (
    <AriaButton
      {...rest}
      isPending={isBusy}
      {...(hotkey ? { 'aria-keyshortcuts': hotkey } : {})}
      className={`button button-${look} button-${size} ${className}`}
    >
      {icon}
      {children !== undefined && <span className="button-words">{children}</span>}
      {hotkey && <Key>{hotkey}</Key>}
      {isBusy && <ProgressBar isIndeterminate aria-label={t('common.working')} className="visually-hidden" />}
    </AriaButton>
  );
}

/** A key of the keyboard. Screen readers hear it from aria-keyshortcuts instead. */
export function Key({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="key" aria-hidden="true">
      {children}
    </kbd>
  );
}
