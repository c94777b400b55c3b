import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { useIsLead } from '../queue/use-members.ts';
import { Button } from '../ui/Button.tsx';
import { Blank, Problem } from '../ui/Message.tsx';
import styles from './Board.module.css';
import { BoardBones } from './BoardBones.tsx';
import { Numbers } from './Numbers.tsx';
import { When } from './When.tsx';
import { Who } from './Who.tsx';

/**
 * The lead's first look: how much, who has it, and what the next days bring. Every number leads to its cases.
 */
export function BoardPage() {
  const lead = useIsLead();
  return <main className={styles.page}>{lead ? <Board /> : <Forbidden />}</main>;
}

function Board() {
  const { t } = useWords();
  const { data: board, error, refetch } = useQuery(queries.board());
  const nothing = board?.tabs.any === 0;
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title}>{t('board.title')}</h1>
        {board ? <AsOf at={board.at} /> : null}
      </header>
      {error ? (
        <Problem error={error}>
          <Button look="quiet" onClick={() => void refetch()}>
            {t('common.retry')}
          </Button>
        </Problem>
      ) : null}
      {nothing ? <Blank icon="board" title={t('board.empty.title')} hint={t('board.empty.hint')} /> : null}
      {board && !nothing ? (
        <>
          <Numbers tabs={board.tabs} />
          <div className={styles.below}>
            <Who people={board.people} />
            <When days={board.days} />
          </div>
        </>
      ) : null}
      {board || error ? null : <BoardBones />}
    </>
  );
}

/** How old the numbers are: those of this desk are of now, those of the others of the last exchange. */
function AsOf({ at }: { at: number }) {
  const { t, time } = useWords();
  const now = useNow();
  const sync = useQuery(queries.sync()).data;
  if (sync?.progress) return <p className={styles.asOf}>{t('queue.receiving', sync.progress)}</p>;
  if (sync?.state === 'offline' && sync.lastExchangeAt !== null)
    return (
      <p className={styles.asOf} data-offline>
        {t('board.offline', { moment: time.moment(sync.lastExchangeAt, now) })}
      </p>
    );
  return <p className={styles.asOf}>{t('board.asOf', { moment: time.moment(at, now) })}</p>;
}

function Forbidden() {
  const { t } = useWords();
  const go = useView((view) => view.go);
  return (
    <Blank icon="shield" title={t('board.forbidden.title')} hint={t('board.forbidden.hint')}>
      <Button look="quiet" onClick={() => go('queue')}>
        {t('common.toQueue')}
      </Button>
    </Blank>
  );
}
