import type { ScriptText } from '../../shared/script/graph.ts';
import type { VisibleStep } from '../../shared/script/runner.ts';
import { hotkeyOf } from '../app/actions.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { OpenQuestion } from './OpenQuestion.tsx';
import styles from './ScriptPane.module.css';
import type { ScriptSession } from './use-script.ts';

interface Props {
  step: VisibleStep;
  session: ScriptSession;
  speak(text: ScriptText): string;
}

/** The step on the screen: its words, then how to go on from it. */
export function StepView({ step, session, speak }: Props) {
  const { t } = useWords();
  return (
    <div className={styles.step} data-step={step.id}>
      {step.type === 'objection' ? <p className={styles.objection}>{speak(step.label)}</p> : null}
      <p className={styles.text} aria-live="polite">
        {speak(step.text)}
      </p>
      <WayOn step={step} session={session} speak={speak} />
      {step.type === 'end' ? <p className={styles.ended}>{t('script.ended')}</p> : null}
    </div>
  );
}

function WayOn({ step, session, speak }: Props) {
  const { t } = useWords();
  const { state, missing, dispatch } = session;
  const given = state.run.path[state.position]?.answer ?? null;
  const next = () => dispatch({ do: 'next' });
  const readOnly = step.type === 'say' || step.type === 'set' || step.type === 'objection';
  const known = step.type === 'ask' && given !== null;
  useActions({ scriptNext: readOnly || known ? next : null });
  if (step.type === 'ask') {
    return (
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{t('script.choices')}</legend>
        {step.choices.map((choice, index) => (
          <button
            key={choice.id}
            type="button"
            className={styles.choice}
            aria-pressed={choice.id === given}
            onClick={() => dispatch({ do: 'answer', answer: choice.id })}
          >
            <Kbd strong>{String(index + 1)}</Kbd>
            {speak(choice.label)}
          </button>
        ))}
      </fieldset>
    );
  }
  if (step.type === 'ask_text') {
    return (
      <OpenQuestion
        input={step.input}
        given={given}
        missing={missing}
        onAnswer={(answer) => dispatch({ do: 'answer', answer })}
      />
    );
  }
  if (!readOnly) return null;
  return (
    <div className={styles.choices}>
      <Button hotkey={hotkeyOf('scriptNext')} onClick={next}>
        {step.type === 'objection' && step.next === null ? t('script.returnFrom') : t('script.next')}
      </Button>
    </div>
  );
}
