import type { QueueFilter } from '../../shared/ipc/view.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './QueuePane.module.css';

/** Which day the list is narrowed to, and the way back to all days. */
export function DueChip({ due }: { due: NonNullable<QueueFilter['due']> }) {
  const { t, time } = useWords();
  const now = useNow();
  const choose = useView((view) => view.filter);
  return (
    <p className={styles.due}>
      <Icon name="calendar" size={13} />
      {t(`queue.due.${due.thing}`, { day: time.day(due.from, now) })}
      <button
        type="button"
        className={styles.clear}
        aria-label={t('queue.clearDue')}
        title={t('queue.clearDue')}
        onClick={() => choose({ due: undefined })}
      >
        <Icon name="close" size={12} />
      </button>
    </p>
  );
}
