import { useCase } from '../case/use-case.ts';
import { ResultPane } from '../result/ResultPane.tsx';
import styles from './Workplace.module.css';

/** The right pane: what to say above, what came of it below. */
export function WorkPane({ caseId }: { caseId: string }) {
  const { data: view } = useCase(caseId);
  return (
    <div className={styles.work} key={caseId}>
      {view ? <ResultPane view={view} suggested={null} ownsDigits /> : null}
    </div>
  );
}
