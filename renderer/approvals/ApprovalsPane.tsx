import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { DECISIONS, type QueueTab } from '../../shared/case/queue.ts';
import { queries } from '../app/queries.ts';
import { useFilter, useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { QueueList } from '../queue/QueueList.tsx';
import { QueueNotice } from '../queue/QueueNotice.tsx';
import { SkeletonRow } from '../queue/QueueRow.tsx';
import { useCounts } from '../queue/use-rows.ts';
import { ROW_HEIGHT, THIRD_LINE } from '../ui/density.ts';
import { Blank, Problem } from '../ui/Message.tsx';
import { usePainted } from '../ui/painted.ts';
import styles from './Approvals.module.css';
import { ApprovalTabs } from './ApprovalTabs.tsx';
import { ConfirmAll } from './ConfirmAll.tsx';
import { useAsk } from './use-ask.ts';

/** Whoever comes here sees something that waits, if there is any; from then on the choice is theirs. */
function useFirstLook(tabs: Readonly<Record<QueueTab, number>> | undefined, chosen: QueueTab): void {
  const choose = useView((view) => view.filter);
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current || !tabs) return;
    looked.current = true;
    const first = DECISIONS.find((tab) => tabs[tab] > 0);
    if (first && tabs[chosen] === 0) choose({ tab: first });
  }, [tabs, chosen, choose]);
}

/** The list of what waits for a decision, what is most at risk first. */
export function ApprovalsPane() {
  const { t } = useWords();
  const filter = useFilter();
  const askOf = useAsk();
  const density = useQuery(queries.settings()).data?.density ?? 'comfortable';
  const height = ROW_HEIGHT[density] + THIRD_LINE;
  const counts = useCounts(filter);
  const total = counts.data?.total ?? 0;
  useFirstLook(counts.data?.tabs, filter.tab);
  return (
    <section className={styles.pane} aria-labelledby="approvals-title">
      <h1 id="approvals-title" className={styles.title}>
        {t('approvals.title')}
        {counts.data ? (
          <span className={styles.total}>{counts.data.tabs.decisions.toLocaleString()}</span>
        ) : null}
      </h1>
      <ApprovalTabs chosen={filter.tab} counts={counts.data?.tabs} />
      {filter.tab === 'doubtful' ? <ConfirmAll filter={filter} total={total} /> : null}
      {counts.error ? <Problem error={counts.error} /> : null}
      {counts.isPending ? (
        <WaitingList height={height} />
      ) : counts.isSuccess && !counts.isPlaceholderData && total === 0 ? (
        <NothingToDecide />
      ) : (
        <QueueList
          key={`${density} ${filter.tab}`}
          filter={filter}
          total={total}
          height={height}
          detailOf={askOf}
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
      {[...Array(8).keys()].map((place) => (
        <SkeletonRow key={place} top={place * height} height={height} />
      ))}
    </div>
  );
}

function NothingToDecide() {
  const { t } = useWords();
  const { tab } = useFilter();
  usePainted('queue', true);
  return <Blank icon="check" title={t(`queue.empty.${tab}.title`)} hint={t(`queue.empty.${tab}.hint`)} />;
}
