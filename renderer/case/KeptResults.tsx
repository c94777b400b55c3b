import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { useIsLead } from '../queue/use-members.ts';
import { labelOf } from '../result/dispositions.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './Timeline.module.css';

/**
 * For a team lead: results about the case that do nothing to it, as central has them now. Nothing while there
 * are none.
 */
export function KeptResults({ view }: { view: CaseView }) {
  const words = useWords();
  const { t, time } = words;
  const now = useNow();
  const lead = useIsLead();
  const state = useQuery(queries.sync()).data?.state;
  const library = useQuery(queries.library()).data;
  const enabled = lead && state !== undefined && state !== 'offline' && !view.visiting;
  const kept = useQuery({ ...queries.kept(view.case.id), enabled }).data;
  if (!enabled || !kept || kept.results.length === 0) return null;
  return (
    <section aria-labelledby="kept-title">
      <h3 id="kept-title" className={styles.heading}>
        {t('case.kept.title')}
      </h3>
      <p className={styles.text}>{t('case.kept.hint')}</p>
      <ol className={styles.entries}>
        {kept.results.map(({ id, at, author, team, direction, disposition, note, flags }) => (
          <li key={id} className={styles.entry} data-type="attempt">
            <span className={styles.dot}>
              <Icon name="phone" size={13} />
            </span>
            <div className={styles.content}>
              <p className={styles.line}>
                <span className={styles.what}>{labelOf(library, disposition, words)}</span>
                {direction === 'inbound' ? (
                  <span className={styles.detail}>{t('case.timeline.inbound')}</span>
                ) : null}
                <span className={styles.by}>
                  <span data-person>{author ?? t('common.unknown')}</span>
                  {team ? ` · ${team}` : null}
                  <time>{time.moment(at, now)}</time>
                </span>
              </p>
              {note ? <p className={styles.text}>{note}</p> : null}
              <p className={styles.detail}>
                {flags.map((flag) => (
                  <span key={flag} className={styles.flag}>
                    <Icon name="flag" size={12} /> {t(`case.flag.${flag}`)}
                  </span>
                ))}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {kept.more > 0 ? <p className={styles.empty}>{t('case.kept.more', { count: kept.more })}</p> : null}
    </section>
  );
}
