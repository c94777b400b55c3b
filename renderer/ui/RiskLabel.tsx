import { MINUTE } from '../../shared/time.ts';
import { useWords } from '../i18n/words.ts';
import { RISK_ICON, type Risk } from '../queue/risk.ts';
import { Icon } from './Icon.tsx';
import styles from './RiskLabel.module.css';

/** Time at risk at a glance: mark, words and colour together, the exact moment on pointing. */
export function RiskLabel({ risk, now }: { risk: Risk; now: number }) {
  const { t, time } = useWords();
  const until = risk.at - now;
  const span = time.span(Math.abs(until));
  const words = () => {
    if (risk.about === 'none') return t('queue.risk.done');
    if (risk.tone === 'overdue')
      return Math.abs(until) < MINUTE ? t('common.time.justOver') : t('common.time.over', { span });
    if (risk.about === 'appointment') return time.moment(risk.at, now);
    if (risk.about === 'start') return t('common.time.from', { moment: time.moment(risk.at, now) });
    return Math.abs(until) < MINUTE ? span : t('common.time.left', { span });
  };
  const exact = risk.about === 'none' ? undefined : time.moment(risk.at, now);
  return (
    <span className={styles.label} data-tone={risk.tone} title={exact}>
      <Icon name={RISK_ICON[risk.tone]} size={13} />
      {words()}
    </span>
  );
}
