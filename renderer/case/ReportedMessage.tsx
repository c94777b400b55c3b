import type { SpamReportCase } from '../../shared/case/case.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './ReportedMessage.module.css';

interface Props {
  facts: SpamReportCase['facts'];
  /** Null when the finding is not this person's to change now. */
  onChangeFinding: (() => void) | null;
}

/** The reported message as the reporter saw it, and what staff found out about its sender. */
export function ReportedMessage({ facts, onChangeFinding }: Props) {
  const { t, time, term } = useWords();
  const now = useNow();
  return (
    <section aria-labelledby="message-title">
      <h3 id="message-title" className={styles.heading}>
        {t('case.message.title')}
      </h3>
      <figure className={styles.message}>
        <figcaption className={styles.sender}>
          <span>{t('case.message.from', { number: facts.reportedNumber })}</span>
          {facts.category ? (
            <span className={styles.category}>{term('category', facts.category)}</span>
          ) : null}
          {facts.receivedAt === null ? null : (
            <time className={styles.when}>{time.moment(facts.receivedAt, now)}</time>
          )}
        </figcaption>
        <blockquote className={styles.bubble}>{facts.content}</blockquote>
      </figure>
      <p className={styles.finding} data-verdict={facts.finding?.verdict ?? 'pending'}>
        <Icon name={facts.finding ? 'shield' : 'pause'} />
        <span className={styles.label}>{t('case.finding.title')}</span>
        {facts.finding ? (
          <>
            <strong>{t(`case.finding.${facts.finding.verdict}`)}</strong>
            {facts.finding.action ? <span>{term('action', facts.finding.action)}</span> : null}
            <time className={styles.when}>{time.moment(facts.finding.decidedAt, now)}</time>
          </>
        ) : (
          <span>{t('case.finding.pending')}</span>
        )}
        {facts.finding && onChangeFinding ? (
          <Button look="quiet" onClick={onChangeFinding}>
            {t('decision.changeFinding')}
          </Button>
        ) : null}
      </p>
    </section>
  );
}
