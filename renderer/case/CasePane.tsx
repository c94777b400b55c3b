import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useFilter, useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { labelOf } from '../result/dispositions.ts';
import { useWork } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Blank, Problem } from '../ui/Message.tsx';
import { usePainted } from '../ui/painted.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { CaseFacts } from './CaseFacts.tsx';
import { CaseHeader } from './CaseHeader.tsx';
import styles from './CasePane.module.css';
import { DecisionBar, useOffers } from './decision/DecisionBar.tsx';
import { openDecision } from './decision/decision-store.ts';
import { KeptResults } from './KeptResults.tsx';
import { MeasureLadder } from './MeasureLadder.tsx';
import { RelatedCases } from './RelatedCases.tsx';
import { ReportedMessage } from './ReportedMessage.tsx';
import { Timeline } from './Timeline.tsx';
import { useCase } from './use-case.ts';

/** The middle pane: everything about the case that one looks at while speaking. */
export function CasePane({ caseId }: { caseId: string }) {
  const { t } = useWords();
  const { data: view, error, refetch } = useCase(caseId);
  const mayChange = useOffers(view).some(({ name, due }) => name === 'finding' && !due);
  usePainted('case', view !== undefined);
  return (
    <section className={styles.pane} aria-label={t('case.pane')} aria-busy={view === undefined}>
      {view ? (
        <>
          <CaseHeader key={caseId} view={view} />
          <DecisionBar key={`${caseId} decision`} view={view} />
          <div className={styles.body} key={`${caseId} body`}>
            {view.case.kind === 'spam_report' ? (
              <ReportedMessage
                facts={view.case.facts}
                onChangeFinding={mayChange ? () => openDecision(caseId, 'finding') : null}
              />
            ) : null}
            <CaseFacts found={view.case} />
            <MeasureLadder found={view.case} />
            <RelatedCases view={view} />
            <Timeline view={view} />
            <KeptResults view={view} />
          </div>
        </>
      ) : error ? (
        <div className={styles.body}>
          <Problem error={error}>
            <Button look="quiet" onClick={() => void refetch()}>
              {t('common.retry')}
            </Button>
          </Problem>
        </div>
      ) : (
        <div className={styles.bones}>
          <Skeleton width="40%" height={22} />
          <Skeleton width="70%" />
          <Skeleton width="100%" height={120} />
          <Skeleton width="60%" />
          <Skeleton width="80%" />
        </div>
      )}
    </section>
  );
}

/** No case is open: how to begin, or that this list is done. */
export function NoCase() {
  const words = useWords();
  const { t } = words;
  const saved = useWork((work) => work.saved);
  const library = useQuery(queries.library()).data;
  const rows = useQuery(queries.counts(useFilter())).data?.total;
  const text = saved
    ? {
        icon: 'check' as const,
        title: t('result.savedNext', { name: saved.name, label: labelOf(library, saved.disposition, words) }),
        hint: t('result.endOfQueue'),
      }
    : rows === 0
      ? { icon: 'check' as const, title: t('case.nothing.title'), hint: t('case.nothing.hint') }
      : { icon: 'phone' as const, title: t('case.none.title'), hint: t('case.none.hint') };
  const show = useView((view) => view.show);
  return (
    <section className={styles.pane} aria-label={t('case.pane')}>
      <Blank {...text}>
        <Button look="quiet" hotkey="?" onClick={() => show('keys')}>
          {t('keys.title')}
        </Button>
      </Blank>
    </section>
  );
}
