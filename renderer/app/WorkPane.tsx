import type { CaseView } from '../../shared/ipc/view.ts';
import { useCase } from '../case/use-case.ts';
import { useWords } from '../i18n/words.ts';
import { ResultPane } from '../result/ResultPane.tsx';
import { ScriptPane } from '../script/ScriptPane.tsx';
import { useScript } from '../script/use-script.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useActions } from './use-actions.ts';
import styles from './Workplace.module.css';

/** The right pane: what to say above, what came of it below. */
export function WorkPane({ caseId }: { caseId: string }) {
  const { t } = useWords();
  const { data: view, error } = useCase(caseId);
  return (
    <aside className={styles.work} aria-label={t('common.workPane')}>
      {view ? <Work key={caseId} view={view} /> : null}
      {view || error ? null : (
        <div className={styles.bones}>
          <Skeleton width="80%" height={18} />
          <Skeleton width="60%" height={18} />
        </div>
      )}
    </aside>
  );
}

function Work({ view }: { view: CaseView }) {
  const session = useScript(view);
  const asks = session?.step?.type === 'ask' ? session.step : null;
  const names = session?.step?.type === 'ask_text' && session.step.input === 'evidence';
  useActions({
    choice: asks
      ? (digit) => {
          const choice = asks.choices[digit - 1];
          if (choice) session?.dispatch({ do: 'answer', answer: choice.id });
        }
      : null,
  });
  return (
    <>
      <ScriptPane view={view} session={session} />
      <ResultPane
        view={view}
        suggested={session?.outcome.disposition ?? null}
        ownsDigits={asks === null && !names}
      />
    </>
  );
}
