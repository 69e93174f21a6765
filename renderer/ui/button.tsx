import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import type { ReactNode } from 'react';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly look?: 'plain' | 'main' | 'quiet' | 'danger';
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  /** The key that does the same, shown beside the words. */
  readonly hotkey?: string | undefined;
  readonly children?: ReactNode;
  readonly className?: string;
}

export function Button({
  look = 'plain',
  size = 'normal',
  icon,
  hotkey,
  children,
  className = '',
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(hotkey ? { 'aria-keyshortcuts': hotkey } : {})}
      className={`button button-${look} button-${size} ${className}`}
    >
      {icon}
      {children !== undefined && <span className="button-words">{children}</span>}
      {hotkey && <Key>{hotkey}</Key>}
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
