import styles from './Kbd.module.css';

/**
 * The key that does the same as the control it stands in. Decorative: the keys are listed for everybody under
 * `?`.
 */
export function Kbd({ children, strong = false }: { children: string; strong?: boolean }) {
  return (
    <kbd className={styles.key} data-strong={strong || undefined} aria-hidden="true">
      {children}
    </kbd>
  );
}
