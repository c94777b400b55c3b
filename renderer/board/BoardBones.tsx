import { Skeleton } from '../ui/Skeleton.tsx';
import styles from './Board.module.css';
import { NUMBERS } from './numbers.ts';

/** The board's place while its numbers are on their way. */
export function BoardBones() {
  return (
    <div aria-busy="true">
      <div className={styles.numbers}>
        {NUMBERS.map((tab) => (
          <div key={tab} className={styles.number}>
            <Skeleton width="60%" height={28} />
            <Skeleton width="80%" />
          </div>
        ))}
      </div>
      <div className={styles.below}>
        <Lines />
        <Lines />
      </div>
    </div>
  );
}

function Lines() {
  return (
    <div className={styles.bones}>
      {[...Array(6).keys()].map((line) => (
        <Skeleton key={line} width="100%" height={16} />
      ))}
    </div>
  );
}
