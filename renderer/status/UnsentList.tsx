import { useQuery } from '@tanstack/react-query';
import type { UnsentItem } from '../../shared/ipc/view.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Refused } from './Refused.tsx';
import styles from './StatusPanel.module.css';

const KNOWN = [
  'logAttempt',
  'correctAttempt',
  'confirmCalls',
  'addNote',
  'recordReveal',
  'reassign',
  'beginInvestigation',
  'recordFinding',
  'addNumber',
  'resolveReview',
  'proposeMeasure',
  'decideMeasure',
  'decideAppeal',
] as const satisfies readonly Mutation['name'][];

function wordOf(name: string): (typeof KNOWN)[number] | 'other' {
  return KNOWN.find((known) => known === name) ?? 'other';
}

/** What needs a person, then what central does not have yet, then what waits there, one by one. */
export function UnsentList() {
  const { t } = useWords();
  const items = useQuery(queries.unsent()).data ?? [];
  const refused = items.filter(({ state }) => state === 'rejected');
  const waiting = items.filter(({ state }) => state.startsWith('waits_for_'));
  const unsent = items.filter(({ state }) => state === 'pending' || state === 'sent');
  return (
    <>
      {refused.length > 0 ? <List title={t('status.tray')} items={refused} /> : null}
      <List title={t('status.unsentTitle')} items={unsent} />
      {waiting.length > 0 ? <List title={t('status.waitingTitle')} items={waiting} /> : null}
    </>
  );
}

function List({ title, items }: { title: string; items: UnsentItem[] }) {
  const { t } = useWords();
  return (
    <section aria-label={title}>
      <p className={styles.heading}>
        {title} {items.length > 0 ? items.length : null}
      </p>
      {items.length === 0 ? <p className={styles.safe}>{t('status.nothingUnsent')}</p> : null}
      <ul className={styles.items}>
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item }: { item: UnsentItem }) {
  const { t, time } = useWords();
  const now = useNow();
  const open = useView((view) => view.open);
  const { caseId } = item;
  return (
    <li className={styles.item} data-state={item.state}>
      <span>{t(`status.mutation.${wordOf(item.name)}`)}</span>
      {caseId === null ? null : (
        <button type="button" className={styles.link} onClick={() => open(caseId)}>
          {item.externalId}
        </button>
      )}
      <time>{time.moment(item.at, now)}</time>
      {item.state === 'rejected' ? (
        <Refused item={item} />
      ) : (
        <span className={styles.itemState}>
          {item.code ? t(`errors.${item.code}.what`) : t(`status.item.${item.state}`)}
        </span>
      )}
    </li>
  );
}
