import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './StageTrail.module.css';
import { wayOf } from './stage-way.ts';
import type { OpenCase } from './use-case.ts';

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
