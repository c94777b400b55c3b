import { useQuery } from '@tanstack/react-query';
import { callerNumber } from '../app/caller-number.ts';
import { queries } from '../app/queries.ts';
import { useFilter, useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { ROW_HEIGHT } from '../ui/density.ts';
import { Blank, Problem } from '../ui/Message.tsx';
import { usePainted } from '../ui/painted.ts';
import { CallerLookup } from './CallerLookup.tsx';
import { DueChip } from './DueChip.tsx';
import { OpenEnds } from './OpenEnds.tsx';
import { QueueFilters } from './QueueFilters.tsx';
import { QueueList } from './QueueList.tsx';
import { QueueNotice } from './QueueNotice.tsx';
import styles from './QueuePane.module.css';
import { SkeletonRow } from './QueueRow.tsx';
import { QueueSearch } from './QueueSearch.tsx';
import { QueueTabs } from './QueueTabs.tsx';
import { useCounts } from './use-rows.ts';

/** The left pane: what to do, in the order in which to do it. */
export function QueuePane() {
  const { t } = useWords();
  const list = useView((view) => view.list);
  const filter = useFilter();
  const search = useView((view) => view.filters[view.list].search);
  const density = useQuery(queries.settings()).data?.density ?? 'comfortable';
  const counts = useCounts(filter);
  const total = counts.data?.total ?? 0;
  const empty = counts.isSuccess && !counts.isPlaceholderData && total === 0;
  return (
    <section className={styles.pane} aria-labelledby="queue-title">
      <header className={styles.header}>
        <h1 id="queue-title" className={styles.title}>
          {list === 'appointments' ? t('queue.appointmentsTitle') : t('queue.title')}
          {counts.isSuccess ? <span className={styles.total}>{total.toLocaleString()}</span> : null}
        </h1>
        <OpenEnds />
      </header>
      <div className={styles.narrow}>
        <QueueSearch value={search} />
        <QueueFilters filter={filter} />
      </div>
      {filter.due ? <DueChip due={filter.due} /> : null}
      {list === 'queue' ? (
        <QueueTabs filter={filter} counts={counts.data?.tabs} />
      ) : (
        <hr className={styles.rule} />
      )}
      {counts.error ? <Problem error={counts.error} /> : null}
      {counts.isPending ? (
        <WaitingList height={ROW_HEIGHT[density]} />
      ) : empty ? (
        <EmptyQueue />
      ) : (
        // Another filter is another list: it begins at its top.
        <QueueList
          key={`${density} ${JSON.stringify(filter)}`}
          filter={filter}
          total={total}
          height={ROW_HEIGHT[density]}
        />
      )}
      <QueueNotice />
    </section>
  );
}

/** The list's place while its first numbers are on their way. */
function WaitingList({ height }: { height: number }) {
  return (
    <div className={styles.bones} aria-busy="true">
      {[...Array(12).keys()].map((place) => (
        <SkeletonRow key={place} top={place * height} height={height} />
      ))}
    </div>
  );
}

function EmptyQueue() {
  const { t } = useWords();
  const filter = useFilter();
  const choose = useView((view) => view.filter);
  usePainted('queue', true);
  const number = callerNumber(filter.search);
  if (number !== null) return <CallerLookup key={number} number={number} />;
  const { search, kind, assigneeId, due } = filter;
  const narrowed = search !== '' || kind !== null || assigneeId !== null || due !== undefined;
  const text =
    filter.search === ''
      ? { title: t(`queue.empty.${filter.tab}.title`), hint: t(`queue.empty.${filter.tab}.hint`) }
      : { title: t('queue.empty.search.title', { text: filter.search }), hint: t('queue.empty.search.hint') };
  return (
    <Blank icon={filter.search === '' ? 'queue' : 'search'} {...text}>
      {narrowed ? (
        <Button
          look="quiet"
          onClick={() => choose({ search: '', kind: null, assigneeId: null, due: undefined })}
        >
          {t('queue.clearFilters')}
        </Button>
      ) : null}
    </Blank>
  );
}
