import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { rungsOf } from './ladder-rungs.ts';
import styles from './MeasureLadder.module.css';
import { type OpenCase, useNameOf } from './use-case.ts';

/** The measure ladder rung by rung, with who and when; nothing before a case begins to climb it. */
export function MeasureLadder({ found }: { found: OpenCase }) {
  const words = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const library = useQuery(queries.library()).data;
  const rungs = library ? rungsOf(found, { library, words, now, nameOf }) : [];
  if (rungs.length === 0) return null;
  return (
    <section aria-labelledby="ladder-title">
      <h3 id="ladder-title" className={styles.heading}>
        {words.t('case.ladder.title')}
      </h3>
      <ol className={styles.rungs}>
        {rungs.map(({ name, place, said }) => (
          <li
            key={name}
            className={styles.rung}
            data-place={place}
            aria-current={place === 'here' ? 'step' : undefined}
          >
            <span className={styles.mark}>
              {place === 'past' ? <Icon name="check" size={12} /> : <i className={styles.dot} />}
            </span>
            <span className={styles.name}>{words.t(`case.ladder.${name}`)}</span>
            <span className={styles.said}>{said.join(' · ')}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
