import { DECISIONS, type QueueTab } from '../../shared/case/queue.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from '../queue/QueueTabs.module.css';

interface Props {
  chosen: QueueTab;
  counts: Readonly<Record<QueueTab, number>> | undefined;
}

/** The kinds of decisions, each with its number. */
export function ApprovalTabs({ chosen, counts }: Props) {
  const { t } = useWords();
  const choose = useView((view) => view.filter);
  return (
    <div className={styles.tabs} role="toolbar" aria-label={t('approvals.tabsLabel')}>
      {DECISIONS.map((tab) => (
        <button
          key={tab}
          type="button"
          className={styles.tab}
          aria-pressed={tab === chosen}
          title={t(`queue.tabHint.${tab}`)}
          onClick={() => choose({ tab })}
        >
          <span>{t(`approvals.tabs.${tab}`)}</span>
          <span className={styles.count}>{counts ? counts[tab].toLocaleString() : '–'}</span>
        </button>
      ))}
    </div>
  );
}
