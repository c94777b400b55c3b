import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useNameOf } from '../case/use-case.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Problem } from '../ui/Message.tsx';
import styles from './StatusPanel.module.css';

/** For a team lead: when each desk of the team was last in contact, and what waits on it. */
export function TeamDesks() {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const { data, error } = useQuery(queries.desks());
  return (
    <section aria-label={t('status.desks')}>
      <p className={styles.heading}>
        {t('status.desks')}
        {data ? (
          <span className={styles.asOf}>{t('status.asOf', { ago: time.ago(data.serverTime, now) })}</span>
        ) : null}
      </p>
      {error && !data ? <Problem error={error} /> : null}
      <ul className={styles.items}>
        {data?.desks.map((desk) => (
          <li key={desk.clientId} className={styles.item}>
            <span data-person>{nameOf(desk.accountId) ?? t('common.unknown')}</span>
            <span className={styles.device} data-person>
              {desk.deviceName}
            </span>
            <time title={time.moment(desk.lastSeenAt, now)}>{time.ago(desk.lastSeenAt, now)}</time>
            <span className={styles.itemState}>
              {desk.unsent ? t('status.unsent', { count: desk.unsent }) : t('status.allSent')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
