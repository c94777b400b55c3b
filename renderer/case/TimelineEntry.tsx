import type { ReactNode } from 'react';
import type { Attempt, Correction, FactFlag, HistoryEntry } from '../../shared/case/history.ts';
import type { Library } from '../../shared/policy/library.ts';
import { useNow } from '../clock.ts';
import { useWords, type Words } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { ENTRY_ICONS, entryTitle } from './entry-title.ts';
import styles from './Timeline.module.css';

interface Props {
  entry: HistoryEntry;
  /** Which attempt this is, from 1. */
  count: number;
  /** What stands in the place of a mis-keyed result. */
  correction: Correction | undefined;
  unsent: boolean;
  /** Does not count before a lead has confirmed it. */
  doubtful: boolean;
  library: Library | null | undefined;
  nameOf(id: string | null): string | null;
  /** Null when this person may not correct it. */
  onCorrect: (() => void) | null;
  children: ReactNode;
}

/** One thing that happened: what, who, when; below, what was written about it. */
export function TimelineEntry(props: Props) {
  const words = useWords();
  const { t, time } = words;
  const now = useNow();
  const { entry, count, unsent, doubtful, correction, library, nameOf, onCorrect, children } = props;
  const title = entryTitle(entry, { library, words, nameOf });
  const attempt = entry.type === 'attempt' ? entry : null;
  const reached = (correction ?? attempt)?.reached;
  return (
    <li className={styles.entry} data-type={entry.type} data-reached={reached || undefined}>
      <span className={styles.dot}>
        <Icon name={ENTRY_ICONS[entry.type]} size={13} />
      </span>
      <div className={styles.content}>
        <p className={styles.line}>
          <span className={styles.what}>{correction ? <s>{title}</s> : title}</span>
          {count > 0 ? (
            <span className={styles.detail}>
              {attempt?.direction === 'inbound'
                ? t('case.timeline.inbound')
                : t('case.timeline.attempt', { n: count })}
            </span>
          ) : null}
          {unsent ? (
            <span className={styles.unsent}>
              <Icon name="upload" size={12} />
              {t('case.timeline.unsent')}
            </span>
          ) : null}
          {onCorrect ? (
            <button type="button" className={styles.correct} onClick={onCorrect}>
              {t('case.correction.open')}
            </button>
          ) : null}
          <span className={styles.by}>
            {nameOf(entry.byId) ?? t('common.system')}
            <time>{time.moment(entry.at, now)}</time>
          </span>
        </p>
        <Written entry={entry} />
        {attempt ? <CallDetail attempt={attempt} words={words} now={now} /> : null}
        {entry.type === 'correction' && entry.flags ? (
          <p className={styles.detail}>
            <Flags flags={entry.flags} words={words} />
          </p>
        ) : null}
        {doubtful ? (
          <p className={styles.doubtful}>
            <Icon name="pause" size={12} /> {t('case.timeline.doubtful')}
          </p>
        ) : null}
        {children}
      </div>
    </li>
  );
}

/** What somebody wrote down. */
function Written({ entry }: { entry: HistoryEntry }) {
  const { t, time } = useWords();
  const now = useNow();
  switch (entry.type) {
    case 'note':
      return <p className={styles.text}>{entry.text}</p>;
    case 'attempt':
      return (
        <>
          {entry.note ? <p className={styles.text}>{entry.note}</p> : null}
          {entry.reason ? <p className={styles.text}>{entry.reason}</p> : null}
        </>
      );
    case 'correction':
      return (
        <>
          <p className={styles.text}>{entry.why}</p>
          {entry.reason ? <p className={styles.text}>{entry.reason}</p> : null}
          {entry.callbackAt === null ? null : (
            <p className={styles.detail}>
              {t('case.timeline.callback', { moment: time.moment(entry.callbackAt, now) })}
            </p>
          )}
        </>
      );
    case 'number':
      return entry.phone ? (
        <p className={styles.text}>
          {entry.former
            ? t('case.timeline.numberInPlaceOf', { phone: entry.phone, former: entry.former })
            : entry.phone}
        </p>
      ) : null;
    case 'review':
    case 'message':
    case 'verification':
    case 'measure':
    case 'appeal':
      return entry.why ? <p className={styles.text}>{entry.why}</p> : null;
    default:
      return null;
  }
}

/** How a call went, in small. */
function CallDetail({ attempt, words, now }: { attempt: Attempt; words: Words; now: number }) {
  const { t, time, term } = words;
  const evidence = attempt.evidence.map((code) => term('missing', code));
  return (
    <p className={styles.detail}>
      {attempt.dialled === 'altPhone' ? <span>{t('case.timeline.altPhone')}</span> : null}
      {evidence.length > 0 ? (
        <span>
          {t('case.timeline.evidence', { list: new Intl.ListFormat(words.language).format(evidence) })}
        </span>
      ) : null}
      {attempt.callbackAt === null ? null : (
        <span>{t('case.timeline.callback', { moment: time.moment(attempt.callbackAt, now) })}</span>
      )}
      {attempt.reached ? (
        <span>{t('case.timeline.duration', { span: time.span(attempt.endedAt - attempt.startedAt) })}</span>
      ) : null}
      {attempt.run ? <span>{t('case.timeline.script', { version: attempt.run.version })}</span> : null}
      <Flags flags={attempt.flags} words={words} />
    </p>
  );
}

function Flags({ flags, words: { t } }: { flags: readonly FactFlag[]; words: Words }) {
  return flags.map((flag) => (
    <span key={flag} className={styles.flag}>
      <Icon name="flag" size={12} /> {t(`case.flag.${flag}`)}
    </span>
  ));
}
