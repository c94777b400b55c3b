import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useReducer, useState } from 'react';
import type { QueueFilter, QueueRow } from '../../shared/ipc/view.ts';
import { useNow } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Found } from '../queue/Found.tsx';
import { urgencyOf } from '../queue/risk.ts';
import { Icon } from '../ui/Icon.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { RiskLabel } from '../ui/RiskLabel.tsx';
import { abovePage } from '../ui/theme.ts';
import { callerNumber } from './caller-number.ts';
import styles from './Palette.module.css';
import { usePaletteCommands } from './palette-commands.ts';
import { useActions } from './use-actions.ts';
import { useView } from './view-store.ts';

const anywhere = (tab: QueueFilter['tab'], search: string): QueueFilter => ({
  tab,
  kind: null,
  search,
  assigneeId: null,
});

/** Open cases first, then closed ones. */
async function findCases(search: string): Promise<QueueRow[]> {
  const pages = await Promise.all([
    call('queue.rows', { filter: anywhere('open', search), offset: 0, limit: 8 }),
    call('queue.rows', { filter: anywhere('closed', search), offset: 0, limit: 4 }),
  ]);
  return pages.flat();
}

/** One field for every case and every command. */
export function Palette() {
  const { t } = useWords();
  const now = useNow();
  const [query, setQuery] = useState('');
  const [typed] = useDebouncedValue(query.trim().slice(0, 100), 100);
  const number = callerNumber(typed);
  const search = number ?? typed;
  const { open, go, list, filter } = useView();
  const cases = useQuery({
    queryKey: ['rows', 'palette', search],
    queryFn: () => findCases(search),
    enabled: search !== '',
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  // What is possible depends on the screen below, which is asked anew each time the palette opens.
  const [, look] = useReducer((times: number) => times + 1, 0);
  const commands = usePaletteCommands(query);
  useActions({ palette: () => spotlight.open() });
  const found = search === '' ? [] : (cases.data ?? []);
  const enter = (row: QueueRow) => {
    // Cases to decide about are looked at without a script; whoever searches one wants all of it.
    go(list === 'approvals' ? 'queue' : list);
    open(row.id);
  };
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      onSpotlightOpen={look}
      size={600}
      lockScroll={false}
      yOffset={88}
      transitionProps={abovePage}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      <Modal.Title className="visually-hidden">{t('keys.action.palette')}</Modal.Title>
      <Spotlight.Search
        aria-label={t('keys.paletteSearch')}
        placeholder={t('keys.paletteSearch')}
        leftSection={<Icon name="search" />}
        className={styles.field}
      />
      <Spotlight.ActionsList className={styles.list}>
        {found.length > 0 ? <p className={styles.group}>{t('keys.paletteCases')}</p> : null}
        {found.map((row) => (
          <Spotlight.Action key={row.id} className={styles.action} onClick={() => enter(row)}>
            <span className={styles.name}>
              <Found text={row.name} search={search} />
            </span>
            <span className={styles.detail}>
              <Found text={row.maskedPhone} search={search} />
            </span>
            <span className={styles.detail}>
              <Found text={row.externalId} search={search} />
            </span>
            <span className={styles.end}>
              <RiskLabel urgency={urgencyOf(row, now)} now={now} />
            </span>
          </Spotlight.Action>
        ))}
        {number !== null && cases.isSuccess && !cases.isPlaceholderData && found.length === 0 ? (
          <Spotlight.Action
            className={styles.action}
            onClick={() => {
              go('queue');
              filter({ search: number });
            }}
          >
            {t('queue.caller.lookUp')}
          </Spotlight.Action>
        ) : null}
        {commands.length > 0 ? <p className={styles.group}>{t('keys.paletteActions')}</p> : null}
        {commands.map(({ id, label, keys, run }) => (
          <Spotlight.Action key={id} className={styles.action} onClick={run}>
            {label}
            {keys ? (
              <span className={styles.end}>
                <Kbd>{keys}</Kbd>
              </span>
            ) : null}
          </Spotlight.Action>
        ))}
        {found.length + commands.length === 0 ? (
          <Spotlight.Empty className={styles.empty}>{t('keys.paletteNone')}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
