import type { ReactNode } from 'react';
import styles from './SettingsPage.module.css';

/** A setting: its name and what it means on the left, its control on the right. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <div>
        <p className={styles.label}>{label}</p>
        {hint ? <p className={styles.hint}>{hint}</p> : null}
      </div>
      {children}
    </div>
  );
}
