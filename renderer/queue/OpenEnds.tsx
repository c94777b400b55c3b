import { EVERYTHING, useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from './QueuePane.module.css';
import { useCounts } from './use-rows.ts';

/**
 * How many reports are past their promise without feedback: the number that must be nought, always in sight.
 */
export function OpenEnds() {
  const { t } = useWords();
  const follow = useView((view) => view.follow);
  const count = useCounts(EVERYTHING).data?.tabs.open_ends;
  if (count === undefined) return null;
  return (
    <button
      type="button"
      className={styles.openEnds}
      data-some={count > 0 || undefined}
      title={t('queue.openEndsHint')}
      onClick={() => follow({ tab: 'open_ends' })}
    >
      {t('queue.openEnds')} <b>{count.toLocaleString()}</b>
    </button>
  );
}
