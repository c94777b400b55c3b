import type { CaseView } from '../../shared/ipc/view.ts';
import { hotkeyOf } from '../app/actions.ts';
import { useActions } from '../app/use-actions.ts';
import { clock, useSeconds } from '../clock.ts';
import { formatTimer } from '../i18n/time.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './CallBar.module.css';
import { endCall, startByHand, startInbound, useDialProblem } from './use-call.ts';
import { BLANK, edit, phaseOf, useWork } from './work-store.ts';

/** A running clock since an instant. */
export function Timer({ since, until }: { since: number; until?: number }) {
  const now = useSeconds();
  return <span className={styles.timer}>{formatTimer((until ?? Math.max(now, clock.now())) - since)}</span>;
}

/** Where the call stands, from not dialled to saved, and the one thing to do about it. */
export function CallBar({ view }: { view: CaseView }) {
  const { t } = useWords();
  const caseId = view.case.id;
  const draft = useWork((work) => work.drafts[caseId]) ?? BLANK;
  const saved = useWork((work) => work.saved?.caseId === caseId);
  const failed = useDialProblem((state) => state.problem?.caseId === caseId);
  const phase = phaseOf(draft);
  useActions({
    endCall: phase === 'calling' ? () => endCall(caseId) : null,
    inbound: phase === 'calling' ? null : () => startInbound(caseId),
  });
  const inbound = draft.direction === 'inbound' && phase !== 'idle';
  const shown = saved && phase === 'idle' ? 'saved' : phase;
  return (
    <>
      <div className={styles.bar} data-phase={shown} data-testid="call-state">
        <h3 className={styles.title}>{t('result.pane')}</h3>
        <span className={styles.state} role="status">
          {shown === 'saved' ? <Icon name="check" size={13} /> : <i className={styles.lamp} />}
          {inbound && phase === 'calling' ? t('result.phase.inbound') : t(`result.phase.${shown}`)}
        </span>
        {draft.startedAt === null ? null : (
          <Timer since={phase === 'wrapup' && draft.endedAt !== null ? draft.endedAt : draft.startedAt} />
        )}
        <span className={styles.spring} />
        {phase === 'calling' ? (
          <Button icon="hangup" hotkey="E" onClick={() => endCall(caseId)}>
            {t('result.endCall')}
          </Button>
        ) : phase === 'wrapup' ? (
          <Button look="quiet" onClick={() => edit(caseId, { endedAt: null })}>
            {t('result.resume')}
          </Button>
        ) : (
          <>
            <Button
              look={view.visiting ? 'primary' : 'quiet'}
              icon="incoming"
              title={`${t('result.inboundHint')} · ${hotkeyOf('inbound')}`}
              onClick={() => startInbound(caseId)}
            >
              {t('result.inbound')}
            </Button>
            {view.visiting ? null : (
              <Button look="quiet" title={t('result.startByHandHint')} onClick={() => startByHand(caseId)}>
                {t('result.startByHand')}
              </Button>
            )}
          </>
        )}
      </div>
      {failed ? (
        <p className={styles.failed} role="alert">
          {t('result.dialFailed')}
        </p>
      ) : null}
    </>
  );
}
