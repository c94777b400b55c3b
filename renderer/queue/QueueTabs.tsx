import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { QueueTab } from '../../shared/case/queue.ts';
import type { QueueFilter } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './QueueTabs.module.css';
import { TO_DO, tabsFor } from './tabs.ts';

interface Props {
  filter: QueueFilter;
  counts: Readonly<Record<QueueTab, number>> | undefined;
}

/** The states of the queue, each with its number; what does not fit lies in a menu of the same row. */
export function QueueTabs({ filter, counts }: Props) {
  const { t, language } = useWords();
  const user = useQuery(queries.session()).data?.user;
  const choose = useView((view) => view.filter);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const count = (tab: QueueTab) => (counts ? compact.format(counts[tab]) : '–');
  if (!user) return <div className={styles.tabs} />;
  const { direct, more } = tabsFor(user);
  // What in the menu waits for this person, so that it is not forgotten there.
  const waiting =
    counts && compact.format(TO_DO.reduce((sum, tab) => sum + (more.includes(tab) ? counts[tab] : 0), 0));
  const hidden = more.find((tab) => tab === filter.tab);
  return (
    <div className={styles.tabs} role="toolbar" aria-label={t('queue.tabsLabel')}>
      {direct.map((tab) => (
        <button
          key={tab}
          type="button"
          className={styles.tab}
          aria-pressed={tab === filter.tab}
          title={t(`queue.tabHint.${tab}`)}
          onClick={() => choose({ tab })}
        >
          <span>{t(`queue.tabs.${tab}`)}</span>
          <span className={styles.count}>{count(tab)}</span>
        </button>
      ))}
      {more.length > 0 ? (
        <Menu position="bottom-end" offset={4} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <button type="button" className={styles.tab} aria-pressed={hidden !== undefined}>
              <span className={styles.more}>
                {hidden ? t(`queue.tabs.${hidden}`) : t('queue.moreTabs')}
                <Icon name="down" size={11} />
              </span>
              <span className={styles.count}>{hidden ? count(hidden) : (waiting ?? '–')}</span>
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((tab) => (
              <Menu.Item
                key={tab}
                title={t(`queue.tabHint.${tab}`)}
                rightSection={<span className={styles.count}>{count(tab)}</span>}
                onClick={() => choose({ tab })}
              >
                {t(`queue.tabs.${tab}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}
