import { MINUTE } from '../../shared/time.ts';
import { useWords, type Words } from '../i18n/words.ts';
import { RISK_ICON, type Urgency } from '../queue/risk.ts';
import { Icon } from './Icon.tsx';
import styles from './RiskLabel.module.css';

function appointmentWords({ t, time }: Words, { tone, at }: Urgency, now: number): string {
  const span = time.span(Math.abs(at - now));
  if (tone === 'overdue') return t('common.time.over', { span });
  if (tone !== 'soon') return time.moment(at, now);
  if (Math.abs(at - now) < MINUTE) return t('queue.risk.now');
  return at > now ? t('queue.risk.in', { span }) : t('queue.risk.passed', { span });
}

function wordsOf(words: Words, urgency: Urgency, now: number): string {
  const { t, time } = words;
  const { about, tone, at } = urgency;
  const span = time.span(Math.abs(at - now));
  switch (about) {
    case 'none':
      return t('queue.risk.done');
    case 'appointment':
      return appointmentWords(words, urgency, now);
    case 'start':
      return t('common.time.from', { moment: time.moment(at, now) });
    case 'wait':
      return at > 0 ? t('queue.risk.until', { moment: time.moment(at, now) }) : t('queue.risk.wait');
    case 'promise':
      if (tone === 'overdue')
        return now - at < MINUTE ? t('common.time.justOver') : t('common.time.over', { span });
      if (tone === 'soon') return t('queue.risk.soon', { span });
      return tone === 'half' ? t('queue.risk.half', { span }) : t('common.time.left', { span });
  }
}

interface Props {
  urgency: Urgency;
  now: number;
  /** Where there is room: the moment itself beside the time that is left. */
  exact?: boolean;
}

/**
 * Whether the words of an urgency tell how long it is, so that the moment itself deserves a place beside
 * them.
 */
export function isRelative({ about, tone, at }: Urgency): boolean {
  return about !== 'none' && at !== 0 && (about === 'promise' || tone === 'soon' || tone === 'overdue');
}

/** Time at risk at a glance: mark, goal, words and colour together, the exact moment on pointing. */
export function RiskLabel({ urgency, now, exact = false }: Props) {
  const words = useWords();
  const { t, time } = words;
  const { about, goal, tone, at } = urgency;
  const named = about === 'promise' || about === 'appointment';
  const moment = about === 'none' || at === 0 ? undefined : time.moment(at, now);
  const full =
    moment &&
    t(about === 'promise' ? 'queue.risk.exact' : 'queue.risk.exactAt', {
      goal: t(`queue.goal.${goal}`),
      moment,
    });
  return (
    <span className={styles.label} data-tone={tone} title={full}>
      <Icon name={RISK_ICON[tone]} size={13} />
      {named ? <span className={styles.goal}>{t(`queue.goal.${goal}`)}</span> : null}
      <span>{wordsOf(words, urgency, now)}</span>
      {exact && isRelative(urgency) && moment ? <span className={styles.exact}>{moment}</span> : null}
    </span>
  );
}
