import type { ReactNode } from 'react';
import styles from './Pill.module.css';

interface Props {
  pressed: boolean;
  /** What its colour means while it is pressed. */
  tone?: 'accent' | 'appointment';
  children: ReactNode;
  onPress(): void;
}

/** One of a few values, taken with one press. */
export function Pill({ pressed, tone = 'accent', children, onPress }: Props) {
  return (
    <button type="button" className={styles.pill} data-tone={tone} aria-pressed={pressed} onClick={onPress}>
      {children}
    </button>
  );
}
