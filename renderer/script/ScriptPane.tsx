import type { CaseView } from '../../shared/ipc/view.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Blank } from '../ui/Message.tsx';
import { Objections } from './Objections.tsx';
import styles from './ScriptPane.module.css';
import { StepView } from './StepView.tsx';
import { Trail } from './Trail.tsx';
import type { ScriptSession } from './use-script.ts';
import { useSpoken } from './use-spoken.ts';

/**
 * What to say: one step at a time, large enough to read aloud, with the way so far and the rules in sight.
 */
export function ScriptPane({ view, session }: { view: CaseView; session: ScriptSession | null }) {
  const { t } = useWords();
  if (!session) {
    return (
      <section className={styles.pane} aria-label={t('script.pane')}>
        <Blank icon="message" title={t('script.unavailable.title')} hint={t('script.unavailable.hint')} />
      </section>
    );
  }
  return <RunningScript view={view} session={session} />;
}

function RunningScript({ view, session }: { view: CaseView; session: ScriptSession }) {
  const { t, pick } = useWords();
  const speak = useSpoken(view);
  const { script, state, step, dispatch } = session;
  const backward = state.position > 0;
  const onward = state.position < state.run.path.length - 1;
  useActions({
    scriptBack: backward ? () => dispatch({ do: 'back' }) : null,
    scriptForward: onward ? () => dispatch({ do: 'forward' }) : null,
  });
  return (
    <section className={styles.pane} aria-label={t('script.pane')}>
      <header className={styles.header}>
        <h3 className={styles.title}>{t('script.title', { title: pick(script.title) })}</h3>
        <span className={styles.version}>{t('script.version', { version: script.version })}</span>
        <span className={styles.spring} />
        <Button
          look="quiet"
          icon="back"
          aria-label={t('script.back')}
          title={t('script.back')}
          disabled={!backward}
          onClick={() => dispatch({ do: 'back' })}
        />
        <Button
          look="quiet"
          icon="forward"
          aria-label={t('script.forward')}
          title={t('script.forward')}
          disabled={!onward}
          onClick={() => dispatch({ do: 'forward' })}
        />
        <Objections script={script} onRaise={(objection) => dispatch({ do: 'raise', objection })} />
      </header>
      <div className={styles.body}>
        <Trail session={session} />
        {step ? (
          <StepView key={`${state.position} ${step.id}`} step={step} session={session} speak={speak} />
        ) : null}
      </div>
      {script.guards.length > 0 ? (
        <div className={styles.guards}>
          <Icon name="shield" size={13} />
          <ul aria-label={t('script.guards')}>
            {script.guards.map((guard) => (
              <li key={guard.en}>{speak(guard)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
