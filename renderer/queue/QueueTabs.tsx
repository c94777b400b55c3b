import type { QueueFilter } from '../../shared/ipc/view.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from './QueueTabs.module.css';

const TABS: readonly QueueFilter['tab'][] = ['open', 'due', 'appointment', 'tried', 'waiting', 'closed'];

/** The states of the queue, each with its number. */
export function QueueTabs({
  filter,
  counts,
}: {
  filter: QueueFilter;
  counts: Record<string, number> | undefined;
}) {
  const { t, language } = useWords();
  const choose = useView((view) => view.filter);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <div className={styles.tabs} role="toolbar" aria-label={t('queue.tabsLabel')}>
      {TABS.map((tab) => {
        const count = counts?.[tab];
        return (
          <button
            key={tab}
            type="button"
            className={styles.tab}
            aria-pressed={tab === filter.tab}
            title={t(`queue.tabHint.${tab}`)}
            onClick={() => choose({ tab })}
          >
            <span>{t(`queue.tabs.${tab}`)}</span>
            <span className={styles.count}>{count === undefined ? '–' : compact.format(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
