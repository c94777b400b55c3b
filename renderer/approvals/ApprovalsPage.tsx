import { useFilter, useView } from '../app/view-store.ts';
import { WorkPane } from '../app/WorkPane.tsx';
import { CasePane } from '../case/CasePane.tsx';
import { useWords } from '../i18n/words.ts';
import { useIsLead } from '../queue/use-members.ts';
import { useCounts } from '../queue/use-rows.ts';
import { phaseOf, useWork } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Blank } from '../ui/Message.tsx';
import styles from './Approvals.module.css';
import { ApprovalsPane } from './ApprovalsPane.tsx';

/**
 * What waits for a lead: the list, and the case with its decision. Script and result appear only for a call.
 */
export function ApprovalsPage({ openId }: { openId: string | null }) {
  const { t } = useWords();
  const lead = useIsLead();
  const go = useView((view) => view.go);
  const calling = useWork(({ drafts }) => {
    const draft = openId === null ? undefined : drafts[openId];
    return draft !== undefined && phaseOf(draft) !== 'idle';
  });
  if (!lead)
    return (
      <main className={styles.alone}>
        <Blank icon="shield" title={t('approvals.forbidden.title')} hint={t('approvals.forbidden.hint')}>
          <Button look="quiet" onClick={() => go('queue')}>
            {t('common.toQueue')}
          </Button>
        </Blank>
      </main>
    );
  return (
    <main className={styles.panes}>
      <ApprovalsPane />
      {openId === null ? <NoneOpen /> : <CasePane caseId={openId} />}
      {openId !== null && calling ? <WorkPane caseId={openId} /> : null}
    </main>
  );
}

/** No case is open: how to begin; beside an empty list, which says so itself, nothing. */
function NoneOpen() {
  const { t } = useWords();
  const some = useCounts(useFilter()).data?.total !== 0;
  return (
    <section className={styles.none} aria-label={t('case.pane')}>
      {some ? <Blank icon="stamp" title={t('approvals.none.title')} hint={t('approvals.none.hint')} /> : null}
    </section>
  );
}
