import { evidenceOfAnswer } from '../../shared/script/evidence.ts';
import { instantOfAnswer, trailOf } from '../../shared/script/runner.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import styles from './ScriptPane.module.css';
import type { ScriptSession } from './use-script.ts';

/** The way so far: what was answered, each a step back to where it was asked. */
export function Trail({ session }: { session: ScriptSession }) {
  const { t, pick, term, time } = useWords();
  const now = useNow();
  const { state, script, revisit } = session;
  const shown = (input: 'text' | 'datetime' | 'evidence', answer: string) => {
    const at = input === 'datetime' ? instantOfAnswer(answer) : null;
    if (at !== null) return time.moment(at, now);
    if (input !== 'evidence') return answer;
    return evidenceOfAnswer(answer)
      .map((kind) => term('missing', kind))
      .join(t('common.listSeparator'));
  };
  const crumbs = trailOf(state, script).flatMap(({ step, answer, choice }, position) => {
    if (step.type === 'objection') return [{ position, label: pick(step.label) }];
    if (choice) return [{ position, label: pick(choice) }];
    if (answer === null) return [];
    return [{ position, label: step.type === 'ask_text' ? shown(step.input, answer) : answer }];
  });
  if (crumbs.length === 0) return null;
  return (
    <ol className={styles.trail} aria-label={t('script.crumbs')}>
      {crumbs.map(({ position, label }) => (
        <li key={position}>
          <button type="button" className={styles.crumb} onClick={() => revisit(position)}>
            {label}
          </button>
        </li>
      ))}
    </ol>
  );
}
