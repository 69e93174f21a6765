import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import type { ReactNode } from 'react';

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
  return (
    <AriaButton
      {...rest}
      {...(isBusy ? idle(rest) : {})}
      {...(hotkey ? { 'aria-keyshortcuts': hotkey } : {})}
      className={`button button-${look} button-${size} ${className}`}
    >
      {icon}
      {children !== undefined && <span className="button-words">{children}</span>}
      {hotkey && <Key>{hotkey}</Key>}
    </AriaButton>
  );
}

/** Not the library's own `isPending`: that one speaks into whatever is being read aloud, and leaves what it spoke on the page. */
const idle = ({ type = 'button' }: AriaButtonProps) => ({
  // Enter in a field of the form sends nothing either.
  type: type === 'submit' ? ('button' as const) : type,
  onPress: (): void => undefined,
  'aria-disabled': true as const,
  'data-busy': true,
});

/** A key of the keyboard. Screen readers hear it from aria-keyshortcuts instead. */
export function Key({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="key" aria-hidden="true">
      {children}
    </kbd>
  );
}
