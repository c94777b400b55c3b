import type { QueueFilter } from '../../shared/ipc/view.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from './QueuePane.module.css';
import { useCounts } from './use-rows.ts';

const EVERYTHING: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };

/** How many reports are past their promise without feedback: the number that must be nought, always in sight. */
export function OpenEnds() {
  const { t } = useWords();
  const choose = useView((view) => view.filter);
  const go = useView((view) => view.go);
  const count = useCounts(EVERYTHING).data?.tabs.open_ends;
  if (count === undefined) return null;
  return (
    <button
      type="button"
      className={styles.openEnds}
      data-some={count > 0 || undefined}
      title={t('queue.openEndsHint')}
      onClick={() => {
        go('queue');
        choose({ ...EVERYTHING, tab: 'open_ends' });
      }}
    >
      {t('queue.openEnds')} <b>{count.toLocaleString()}</b>
    </button>
  );
}
