import { useMutation, useQuery } from '@tanstack/react-query';
import { queries, queryClient } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useNameOf } from '../case/use-case.ts';
import { useNow } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Blank, Problem } from '../ui/Message.tsx';
import { RiskLabel } from '../ui/RiskLabel.tsx';
import styles from './CallerLookup.module.css';
import { urgencyOf } from './risk.ts';

/**
 * A caller whose number is on no case of this desk: central is asked, and what it finds can be opened for
 * this call.
 */
export function CallerLookup({ number }: { number: string }) {
  const { t } = useWords();
  const offline = useQuery(queries.sync()).data?.state === 'offline';
  const lookup = useMutation({
    mutationFn: () => call('case.lookup', { number }),
    // What was open under these ids came from an earlier look.
    onSuccess: ({ found }) => {
      for (const { id } of found) queryClient.removeQueries({ queryKey: ['case', id] });
    },
  });
  const found = lookup.data?.found;
  if (found?.length === 0)
    return <Blank icon="search" title={t('queue.caller.none')} hint={t('queue.caller.noneHint')} />;
  if (found) return <Found found={found} />;
  const hint = offline ? `${t('queue.caller.hint')} ${t('queue.caller.offline')}` : t('queue.caller.hint');
  return (
    <Blank icon="incoming" title={t('queue.empty.search.title', { text: number })} hint={hint}>
      {lookup.error ? <Problem error={lookup.error} /> : null}
      <Button icon="search" disabled={offline || lookup.isPending} onClick={() => lookup.mutate()}>
        {t(lookup.isPending ? 'queue.caller.asking' : 'queue.caller.lookUp')}
      </Button>
    </Blank>
  );
}

function Found({ found }: { found: Awaited<ReturnType<typeof call<'case.lookup'>>>['found'] }) {
  const { t, why } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const openId = useView((view) => view.openId);
  const open = useView((view) => view.open);
  return (
    <div className={styles.found}>
      <p className={styles.hint} role="status">
        {t('queue.caller.found', { count: found.length })}
      </p>
      <ul>
        {found.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={styles.case}
              data-person
              aria-pressed={row.id === openId}
              onClick={() => open(row.id)}
            >
              <span className={styles.line}>
                <b>{row.name}</b>
                <span>{row.maskedPhone}</span>
                <span className={styles.end}>
                  <RiskLabel urgency={urgencyOf(row, now)} now={now} />
                </span>
              </span>
              <span className={styles.second}>
                <span>{t(`common.kindShort.${row.kind}`)}</span>
                <span className={styles.why}>{why(row.plan, now)}</span>
                <span>{nameOf(row.assigneeId) ?? t('common.nobody')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
