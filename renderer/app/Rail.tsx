import { useWords } from '../i18n/words.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import styles from './Rail.module.css';
import { type Page, useView } from './view-store.ts';

const PLACES: readonly { page: Page; icon: IconName; end?: boolean }[] = [
  { page: 'queue', icon: 'queue' },
  { page: 'appointments', icon: 'calendar' },
  { page: 'settings', icon: 'settings', end: true },
];

/** Where one can go, in words. */
export function Rail() {
  const { t } = useWords();
  const here = useView((view) => view.page);
  const go = useView((view) => view.go);
  return (
    <nav className={styles.rail} aria-label={t('common.rail.label')}>
      {PLACES.map(({ page, icon, end }) => (
        <button
          key={page}
          type="button"
          className={styles.place}
          data-end={end}
          aria-current={page === here ? 'page' : undefined}
          title={t(`common.rail.${page}Hint`)}
          onClick={() => go(page)}
        >
          <Icon name={icon} size={18} />
          {t(`common.rail.${page}`)}
        </button>
      ))}
    </nav>
  );
}
