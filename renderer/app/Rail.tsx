import { useWords } from '../i18n/words.ts';
import { useIsLead } from '../queue/use-members.ts';
import { useCounts } from '../queue/use-rows.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import styles from './Rail.module.css';
import { EVERYTHING, type Page, useView } from './view-store.ts';

interface Place {
  page: Page;
  icon: IconName;
  /** Only for whoever leads. */
  lead?: boolean;
  end?: boolean;
}

const PLACES: readonly Place[] = [
  { page: 'queue', icon: 'queue' },
  { page: 'appointments', icon: 'calendar' },
  { page: 'board', icon: 'board', lead: true },
  { page: 'approvals', icon: 'stamp', lead: true },
  { page: 'settings', icon: 'settings', end: true },
];

/** What waits behind a place: open ends behind the board, decisions behind the approvals. */
function useWaiting(): Partial<Record<Page, number>> {
  const tabs = useCounts(EVERYTHING).data?.tabs;
  return tabs ? { board: tabs.open_ends, approvals: tabs.decisions } : {};
}

/** Where one can go, in words. */
export function Rail() {
  const { t } = useWords();
  const here = useView((view) => view.page);
  const go = useView((view) => view.go);
  const isLead = useIsLead();
  const waiting = useWaiting();
  return (
    <nav className={styles.rail} aria-label={t('common.rail.label')}>
      {PLACES.filter(({ lead }) => isLead || !lead).map(({ page, icon, end }) => (
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
          <Waiting page={page} count={waiting[page] ?? 0} />
        </button>
      ))}
    </nav>
  );
}

function Waiting({ page, count }: { page: Page; count: number }) {
  const { language } = useWords();
  if (count === 0) return null;
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 0 });
  return (
    <span className={styles.waiting} data-page={page}>
      {short.format(count)}
    </span>
  );
}
