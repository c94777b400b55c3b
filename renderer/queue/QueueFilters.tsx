import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NOBODY, type QueueFilter } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './QueuePane.module.css';
import { useIsLead } from './use-members.ts';

const KINDS = [null, 'spam_report', 'real_name'] as const;

function FilterMenu(props: { label: string; value: string; children: React.ReactNode }) {
  return (
    <Menu position="bottom-end" offset={4} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={styles.filter} aria-label={`${props.label}: ${props.value}`}>
          <span>{props.value}</span>
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {props.children}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Which kind of case, and for a lead whose. */
export function QueueFilters({ filter }: { filter: QueueFilter }) {
  const { t } = useWords();
  const choose = useView((view) => view.filter);
  const lead = useIsLead();
  const members = useQuery({ ...queries.members(), enabled: lead }).data ?? [];
  const person = members.find((member) => member.id === filter.assigneeId);
  return (
    <div className={styles.filters}>
      <FilterMenu
        label={t('queue.kindLabel')}
        value={filter.kind ? t(`common.kindShort.${filter.kind}`) : t('common.kind.all')}
      >
        {KINDS.map((kind) => (
          <Menu.Item key={kind ?? 'all'} onClick={() => choose({ kind })}>
            {t(`common.kind.${kind ?? 'all'}`)}
          </Menu.Item>
        ))}
      </FilterMenu>
      {lead ? (
        <FilterMenu
          label={t('queue.person')}
          value={filter.assigneeId === NOBODY ? t('common.nobody') : (person?.name ?? t('queue.everybody'))}
        >
          <Menu.Item onClick={() => choose({ assigneeId: null })}>{t('queue.everybody')}</Menu.Item>
          <Menu.Item onClick={() => choose({ assigneeId: NOBODY })}>{t('common.nobody')}</Menu.Item>
          {members.map((member) => (
            <Menu.Item key={member.id} onClick={() => choose({ assigneeId: member.id })}>
              {member.name}
            </Menu.Item>
          ))}
        </FilterMenu>
      ) : null}
    </div>
  );
}
