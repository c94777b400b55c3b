import type { BoardDay } from '../../shared/ipc/board.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import styles from './Board.module.css';
import { Count } from './Count.tsx';

const COLUMNS = [
  ['firstCall', 'first_call'],
  ['appointment', 'appointment'],
  ['close', 'close'],
] as const;

/** What falls due today and in the days after: promised first calls, agreed times, feedback of reports. */
export function When({ days }: { days: readonly BoardDay[] }) {
  const { t, time } = useWords();
  const now = useNow();
  return (
    <section className={styles.part} aria-labelledby="board-when">
      <h2 id="board-when" className={styles.heading}>
        {t('board.when')}
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('board.day')}</th>
            {COLUMNS.map(([column]) => (
              <th key={column} scope="col">
                {t(`board.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.from}>
              <th scope="row">
                {time.day(day.from, now)} <span className={styles.weekday}>{time.weekday(day.from)}</span>
              </th>
              {COLUMNS.map(([column, thing]) => (
                <Count
                  key={column}
                  count={day[column]}
                  name={time.day(day.from, now)}
                  what={t(`board.${column}`)}
                  filter={{ tab: 'open', due: { thing, from: day.from, to: day.to } }}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
