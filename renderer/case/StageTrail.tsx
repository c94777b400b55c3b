import type { CaseStage } from '../../shared/case/kinds.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './StageTrail.module.css';
import type { OpenCase } from './use-case.ts';

const REPORT: readonly CaseStage[] = ['reported', 'investigating', 'decided', 'to_call', 'closed'];
const REAL_NAME: readonly CaseStage[] = ['to_call', 'evidence_awaited', 'verifying', 'closed'];
const LADDER: readonly CaseStage[] = [
  'to_call',
  'notice',
  'waiting',
  'measure_proposed',
  'measure_approved',
  'measure_applied',
  'lifted',
];

/** The way of a case: its usual stages, the measure ladder, or the detour on which it is. */
function wayOf(found: OpenCase): readonly CaseStage[] {
  const climbed = found.history.some((entry) => entry.type === 'measure');
  const usual = found.kind === 'spam_report' ? REPORT : climbed ? LADDER : REAL_NAME;
  if (usual.includes(found.stage)) return usual;
  if (LADDER.includes(found.stage)) return LADDER;
  return [...usual.slice(0, -1), found.stage, ...usual.slice(-1)];
}

/** How far the case is, as a trail of words. */
export function StageTrail({ found }: { found: OpenCase }) {
  const { t } = useWords();
  const way = wayOf(found);
  const here = way.indexOf(found.stage);
  return (
    <ol className={styles.trail} aria-label={t('case.stageLabel')}>
      {way.map((stage, index) => (
        <li
          key={stage}
          className={styles.stage}
          data-place={index < here ? 'past' : index === here ? 'here' : 'ahead'}
          aria-current={index === here ? 'step' : undefined}
        >
          {index > 0 ? <Icon name="forward" size={11} /> : null}
          {t(`case.stage.${stage}`)}
        </li>
      ))}
    </ol>
  );
}
