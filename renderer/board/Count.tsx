import type { QueueFilter } from '../../shared/ipc/view.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from './Board.module.css';

interface Props {
  count: number;
  /** Of whom or which day, and what is counted: said to those who do not see the table. */
  name: string;
  what: string;
  /** The cases that are counted. */
  filter: Partial<QueueFilter>;
  /** A number that should be nought. */
  bad?: boolean;
}

/** A number of a table that leads to its cases; nought leads nowhere. */
export function Count({ count, name, what, filter, bad = false }: Props) {
  const { t } = useWords();
  const follow = useView((view) => view.follow);
  if (count === 0) return <td className={styles.nought}>0</td>;
  return (
    <td>
      <button
        type="button"
        className={styles.count}
        data-bad={bad || undefined}
        aria-label={t('board.of', { name, what, count })}
        onClick={() => follow(filter)}
      >
        {count.toLocaleString()}
      </button>
    </td>
  );
}
