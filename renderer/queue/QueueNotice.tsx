import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { isWorking, useWork } from '../result/work-store.ts';
import { applyChanges, useChanges } from './changes.ts';
import styles from './QueuePane.module.css';

/**
 * One quiet line below the list, where its coming and going moves no row: updates that wait, cases on their
 * way, or as of when the list is.
 */
export function QueueNotice() {
  const { t, time } = useWords();
  const now = useNow();
  const sync = useQuery(queries.sync()).data;
  const working = useWork(isWorking);
  const changes = useChanges();
  const waiting = changes.waiting.size > 0 || changes.many;

  useEffect(() => {
    if (waiting && !working && !changes.pointing) applyChanges();
  }, [waiting, working, changes.pointing]);

  // Without a network all that changes is one's own work: what matters is how old the rest is.
  if (waiting && sync?.state !== 'offline') {
    return (
      <button type="button" className={styles.updates} onClick={applyChanges}>
        {t('queue.updates', { count: Math.max(1, changes.waiting.size) })}
      </button>
    );
  }
  if (sync?.progress) return <p className={styles.notice}>{t('queue.receiving', sync.progress)}</p>;
  if (sync?.state === 'offline' && sync.lastExchangeAt !== null) {
    return (
      <p className={styles.notice}>{t('queue.asOf', { moment: time.moment(sync.lastExchangeAt, now) })}</p>
    );
  }
  return null;
}
