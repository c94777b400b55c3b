import { useQuery } from '@tanstack/react-query';
import type { PersonLoad } from '../../shared/ipc/board.ts';
import { NOBODY } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import styles from './Board.module.css';
import { Count } from './Count.tsx';
import { type Contact, contactOf, rowsOf } from './people.ts';

const COLUMNS = [
  ['open', 'open', 'open'],
  ['due', 'due', 'due'],
  ['overdue', 'overdue', 'overdue'],
  ['appointment', 'appointment', 'appointment'],
  ['openEnds', 'openEnds', 'open_ends'],
] as const;

/** Who has how much, and when their desk was last in contact. */
export function Who({ people }: { people: readonly PersonLoad[] }) {
  const { t } = useWords();
  const members = useQuery(queries.members()).data;
  const desks = useQuery({ ...queries.desks(), refetchInterval: 60_000 });
  const rows = rowsOf(people, members ?? []);
  return (
    <section className={styles.part} aria-labelledby="board-who">
      <h2 id="board-who" className={styles.heading}>
        {t('board.who')}
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('board.person')}</th>
            {COLUMNS.map(([column]) => (
              <th key={column} scope="col">
                {t(`board.${column}`)}
              </th>
            ))}
            <th scope="col">{t('board.unsent')}</th>
            <th scope="col">{t('board.contact')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = row.name ?? t('common.nobody');
            return (
              <tr key={row.load.id ?? NOBODY}>
                <th scope="row" data-person>
                  {name}
                </th>
                {COLUMNS.map(([column, word, tab]) => (
                  <Count
                    key={column}
                    count={row.load[column]}
                    name={name}
                    what={t(`board.${word}`)}
                    filter={{ tab, assigneeId: row.load.id ?? NOBODY }}
                    bad={column === 'openEnds' || column === 'overdue'}
                  />
                ))}
                <Desk contact={row.load.id === null ? 'none' : contactOf(desks.data?.desks, row.load.id)} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {desks.error ? <p className={styles.noDesks}>{t('board.noDesks')}</p> : null}
    </section>
  );
}

/** What waits on somebody's desks and when one of them was last in contact. */
function Desk({ contact }: { contact: Contact | 'unknown' | 'none' }) {
  const { t, time } = useWords();
  const now = useNow();
  if (contact === 'none' || contact === 'unknown')
    return (
      <>
        <td className={styles.nought}>–</td>
        <td className={styles.nought}>–</td>
      </>
    );
  const { unsent, lastSeenAt } = contact;
  return (
    <>
      <td className={unsent ? undefined : styles.nought}>
        {unsent === null ? '–' : unsent.toLocaleString()}
      </td>
      <td className={styles.contact}>
        {lastSeenAt === null ? (
          t('board.never')
        ) : (
          <time title={time.moment(lastSeenAt, now)}>{time.ago(lastSeenAt, now)}</time>
        )}
      </td>
    </>
  );
}
