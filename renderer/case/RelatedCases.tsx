import type { CaseView } from '../../shared/ipc/view.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './RelatedCases.module.css';
import { useNameOf } from './use-case.ts';

/**
 * Other cases of the same number, and how often was called for them: who has them and how far they are where
 * this desk has them, nothing of what they are about.
 */
export function RelatedCases({ view: { others, elsewhere } }: { view: CaseView }) {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const open = useView((view) => view.open);
  const last = elsewhere.at(-1);
  if (others.length === 0 && !last) return null;
  return (
    <section aria-labelledby="related-title">
      <h3 id="related-title" className={styles.heading}>
        {others.length > 0 ? t('case.related.title', { count: others.length }) : t('case.related.elsewhere')}
      </h3>
      {last ? (
        <p className={styles.calls}>
          {t('case.related.calls', { count: elsewhere.length, moment: time.moment(last.startedAt, now) })}
        </p>
      ) : null}
      <ul className={styles.cases}>
        {others.map(({ caseId, kind, here }) => (
          <li key={caseId} className={styles.case}>
            <span>{t(`common.kindShort.${kind}`)}</span>
            {here ? (
              <>
                <span>{t(`case.stage.${here.stage}`)}</span>
                <span data-person>{nameOf(here.ownerId) ?? t('common.nobody')}</span>
                <Button look="quiet" onClick={() => open(caseId)}>
                  {t('case.related.open')}
                </Button>
              </>
            ) : (
              <span className={styles.away}>{t('case.related.away')}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
