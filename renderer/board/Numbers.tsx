import type { Board } from '../../shared/ipc/board.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import styles from './Board.module.css';
import { NUMBERS } from './numbers.ts';

/** How much there is of everything that deserves a look, open ends first. */
export function Numbers({ tabs }: Pick<Board, 'tabs'>) {
  const { t } = useWords();
  const follow = useView((view) => view.follow);
  return (
    <section className={styles.numbers} aria-label={t('board.numbers')}>
      {NUMBERS.map((tab) => (
        <button
          key={tab}
          type="button"
          className={styles.number}
          data-tab={tab}
          data-some={tabs[tab] > 0 || undefined}
          title={t(`queue.tabHint.${tab}`)}
          onClick={() => follow({ tab })}
        >
          <b>{tabs[tab].toLocaleString()}</b>
          <span>{t(`board.number.${tab}`)}</span>
        </button>
      ))}
    </section>
  );
}
