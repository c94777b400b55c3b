import { useNow } from '../../clock.ts';
import { useWords } from '../../i18n/words.ts';
import { Icon } from '../../ui/Icon.tsx';
import styles from './Matters.module.css';
import type { ShownMatter } from './matters.ts';

/** What a decision answers; `came`: of these, what came while its form was open. */
export function Matters({
  matters,
  came,
}: {
  matters: readonly ShownMatter[];
  came: readonly ShownMatter[];
}) {
  const { t } = useWords();
  if (matters.length === 0) return null;
  const before = matters.filter((matter) => !came.includes(matter));
  return (
    <>
      {before.length > 0 ? <List label={t('decision.open')} matters={before} /> : null}
      {came.length > 0 ? (
        <div className={styles.came} role="alert">
          <Icon name="overdue" size={14} />
          <List label={t('decision.came', { count: came.length })} matters={came} />
        </div>
      ) : null}
    </>
  );
}

function List({ label, matters }: { label: string; matters: readonly ShownMatter[] }) {
  const { t, time } = useWords();
  const now = useNow();
  return (
    <div className={styles.matters}>
      <p className={styles.label}>{label}</p>
      <ul className={styles.list}>
        {matters.map(({ id, title, by, at, text }) => (
          <li key={id}>
            <span className={styles.what}>{title}</span>
            <span className={styles.by}>
              {by ?? t('common.system')} <time>{time.moment(at, now)}</time>
            </span>
            {text ? <span className={styles.text}>{text}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
