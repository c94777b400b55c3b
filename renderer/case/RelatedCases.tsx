import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './RelatedCases.module.css';
import { type OpenCase, useNameOf } from './use-case.ts';

/**
 * Other cases of the same number: who has them, how far they are and how often was called; nothing of what
 * they are about.
 */
export function RelatedCases({ found }: { found: OpenCase }) {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const open = useView((view) => view.open);
  const user = useQuery(queries.session()).data?.user;
  const { related } = found;
  if (related.length === 0) return null;
  return (
    <section aria-labelledby="related-title">
      <h3 id="related-title" className={styles.heading}>
        {t('case.related.title', { count: related.length })}
      </h3>
      <ul className={styles.cases}>
        {related.map(({ caseId, kind, stage, ownerId, calls }) => {
          const last = calls.at(-1);
          const here = user && (user.role !== 'agent' || ownerId === user.id);
          return (
            <li key={caseId} className={styles.case}>
              <span>{t(`common.kindShort.${kind}`)}</span>
              <span>{t(`case.stage.${stage}`)}</span>
              <span data-person>{nameOf(ownerId) ?? t('common.nobody')}</span>
              <span className={styles.calls}>
                {last
                  ? t('case.related.calls', { count: calls.length, moment: time.moment(last.startedAt, now) })
                  : t('case.related.noCalls')}
              </span>
              {here ? (
                <Button look="quiet" onClick={() => open(caseId)}>
                  {t('case.related.open')}
                </Button>
              ) : (
                <span />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
