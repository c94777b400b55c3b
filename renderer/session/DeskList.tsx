import type { KnownDesk } from '../../shared/ipc/view.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './SignIn.module.css';

interface Props {
  desks: KnownDesk[];
  server: string;
  account: string;
  onChoose(desk: KnownDesk): void;
}

/** People who have worked here: one press fills in all but the password. */
export function DeskList({ desks, server, account, onChoose }: Props) {
  const { t } = useWords();
  return (
    <section aria-label={t('session.desks')}>
      <h2 className={styles.label}>{t('session.desks')}</h2>
      <ul className={styles.desks}>
        {desks.map((desk) => (
          <li key={`${desk.server} ${desk.account}`}>
            <button
              type="button"
              className={styles.desk}
              aria-pressed={desk.server === server && desk.account === account}
              title={desk.server}
              onClick={() => onChoose(desk)}
            >
              <span className={styles.initial} aria-hidden="true">
                {desk.name.slice(0, 1)}
              </span>
              <span className={styles.who}>
                <b>{desk.name}</b>
                <span>{desk.account}</span>
              </span>
              {desk.unsent > 0 ? (
                <span className={styles.unsent}>
                  <Icon name="upload" size={13} />
                  {t('session.unsent', { count: desk.unsent })}
                </span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
