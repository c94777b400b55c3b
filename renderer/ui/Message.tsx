import type { ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { Icon, type IconName } from './Icon.tsx';
import styles from './Message.module.css';

interface BlankProps {
  icon: IconName;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** The designed nothing: what would be here, and what to do. */
export function Blank({ icon, title, hint, children }: BlankProps) {
  return (
    <div className={styles.blank}>
      <span className={styles.mark}>
        <Icon name={icon} size={22} />
      </span>
      <p className={styles.title}>{title}</p>
      <p className={styles.hint}>{hint}</p>
      {children}
    </div>
  );
}

/** A refusal in words: what happened and what is safe, what to do, and the code in small. */
export function Problem({ error, children }: { error: unknown; children?: ReactNode }) {
  const { what, advice, code } = useWords().problem(error);
  return (
    <div className={styles.problem} role="alert">
      <Icon name="overdue" />
      <div>
        <p className={styles.what}>{what}</p>
        <p className={styles.advice}>
          {advice} <code>{code}</code>
        </p>
        {children}
      </div>
    </div>
  );
}
