import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';
import { Kbd } from './Kbd.tsx';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` at most once per pane; `quiet` has no frame until it is touched. */
  look?: 'primary' | 'plain' | 'quiet';
  icon?: IconName;
  hotkey?: string;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** The product's one button: a word that says what happens, its mark before, its key after. */
export function Button({ look = 'plain', icon, hotkey, children, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={className ? `${styles.button} ${className}` : styles.button}
      data-look={look}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
      {hotkey ? <Kbd>{hotkey}</Kbd> : null}
    </button>
  );
}
