import { memo } from 'react';
import type { QueueRow as Row } from '../../shared/ipc/view.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { isRelative, RiskLabel } from '../ui/RiskLabel.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Found } from './Found.tsx';
import styles from './QueueRow.module.css';
import { urgencyOf } from './risk.ts';

interface Props {
  row: Row;
  top: number;
  height: number;
  index: number;
  total: number;
  now: number;
  open: boolean;
  focused: boolean;
  /** Shown to a lead only. */
  owner: string | undefined;
  search: string;
  /** A third line. */
  detail: string | undefined;
  onOpen(caseId: string): void;
}

/** Two lines: who and how urgent; below, why it is here. */
export const QueueRow = memo(function QueueRow(props: Props) {
  const { row, now, search } = props;
  const { t, why, time } = useWords();
  const urgency = urgencyOf(row, now);
  const { notBefore } = row.plan;
  const later =
    notBefore !== null && notBefore > now && urgency.about === 'promise'
      ? ` · ${t('common.time.from', { moment: time.moment(notBefore, now) })}`
      : '';
  const openEnd = row.kind === 'spam_report' && row.plan.kind !== 'closed' && row.closeBy < now;
  const reason = row.unreadable ? t('queue.unreadable') : `${why(row.plan, now)}${later}`;
  const byNumber = search !== '' && row.externalId.toLowerCase().includes(search.toLowerCase());
  return (
    <div
      id={`row-${row.id}`}
      className={styles.row}
      role="option"
      tabIndex={-1}
      aria-selected={props.open}
      aria-posinset={props.index + 1}
      aria-setsize={props.total}
      data-tone={urgency.tone}
      data-focused={props.focused || undefined}
      data-case={row.id}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
      onClick={() => props.onOpen(row.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        props.onOpen(row.id);
      }}
    >
      <div className={styles.first}>
        <span className={styles.name}>
          <Found text={row.name} search={search} />
        </span>
        <span className={styles.tail}>
          <Found text={row.maskedPhone.slice(-4)} search={search} />
        </span>
        {row.hasDraft ? (
          <span className={styles.sign} role="img" aria-label={t('queue.draft')} title={t('queue.draft')}>
            <Icon name="pencil" size={13} />
          </span>
        ) : null}
        {row.unsent ? (
          <span className={styles.sign} role="img" aria-label={t('queue.unsent')} title={t('queue.unsent')}>
            <Icon name="upload" size={13} />
          </span>
        ) : null}
        <span className={styles.risk}>
          <RiskLabel urgency={urgency} now={now} />
        </span>
      </div>
      <div className={styles.second}>
        <span className={styles.kind}>{t(`common.kindShort.${row.kind}`)}</span>
        {openEnd ? <span className={styles.openEnd}>{t('case.facts.openEnd')}</span> : null}
        <span className={styles.why} title={reason}>
          {byNumber ? <Found text={row.externalId} search={search} /> : reason}
        </span>
        {isRelative(urgency) ? <time className={styles.moment}>{time.short(urgency.at, now)}</time> : null}
        {props.owner === undefined ? null : <span className={styles.owner}>{props.owner}</span>}
      </div>
      {props.detail === undefined ? null : (
        <div className={styles.detail} title={props.detail}>
          {props.detail}
        </div>
      )}
    </div>
  );
});

/** A row whose page is still on its way. */
export function SkeletonRow({ top, height }: { top: number; height: number }) {
  return (
    <div className={styles.row} role="presentation" style={{ height, transform: `translateY(${top}px)` }}>
      <Skeleton width="42%" />
      <Skeleton width="68%" height={10} />
    </div>
  );
}
