import { useMutation, useQuery } from '@tanstack/react-query';
import { CodedError } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/ipc/view.ts';
import { MINUTE } from '../../shared/time.ts';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { EnterAgain } from '../session/EnterAgain.tsx';
import { HeldWork } from '../session/HeldWork.tsx';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './StatusPanel.module.css';
import { TeamDesks } from './TeamDesks.tsx';
import { UnsentList } from './UnsentList.tsx';

/** Below this a machine's clock is not worth a word. */
const CLOCK_TOLERANCE = 5 * MINUTE;

/** What the chip stands for: state, what is safe, the last exchange, what waits, and a way to try at once. */
export function StatusPanel({ sync, onDiagnose }: { sync: SyncStatus; onDiagnose: () => void }) {
  const { t, time } = useWords();
  const now = useNow();
  const session = useQuery(queries.session()).data;
  const role = session?.user.role;
  const desks = useQuery({ ...queries.info(), refetchOnMount: 'always' }).data?.desks ?? [];
  const others = desks.filter(
    ({ server, account, unsent }) =>
      unsent > 0 && (server !== session?.server || account !== session.user.account),
  );
  const entersAgain = session && (sync.code === 'session_expired' || sync.code === 'password_changed');
  const retry = useMutation({ mutationFn: () => call('sync.now', {}) });
  return (
    <div className={styles.panel}>
      <p className={styles.state} data-state={sync.state}>
        {sync.state === 'offline' && sync.offlineSince !== null
          ? t('status.offlineSince', { moment: time.moment(sync.offlineSince, now) })
          : t(`status.state.${sync.state}`)}
      </p>
      <p className={styles.safe}>{t(`status.safe.${sync.state}`)}</p>
      {sync.progress ? (
        <p className={styles.safe}>
          {t('status.progress', { ...sync.progress })}
          {sync.progress.msLeft === null ? null : (
            <> · {t('common.time.left', { span: time.span(sync.progress.msLeft) })}</>
          )}
        </p>
      ) : null}
      {/* Being offline is a state, not a fault: the sentence above has said it. */}
      {sync.code && sync.code !== 'central_unreachable' ? (
        <Problem error={new CodedError(sync.code)} />
      ) : null}
      {entersAgain ? <EnterAgain session={session} /> : null}
      {Math.abs(sync.clockAhead) > CLOCK_TOLERANCE ? (
        <p className={styles.warning}>
          {t(sync.clockAhead > 0 ? 'status.clockAhead' : 'status.clockBehind', {
            span: time.span(Math.abs(sync.clockAhead)),
          })}
        </p>
      ) : null}
      {sync.rescued ? (
        <p className={styles.warning}>
          {t('status.rescued', { moment: time.moment(sync.rescued.at, now), count: sync.rescued.count })}
        </p>
      ) : null}
      {session?.aside ? <p className={styles.warning}>{t('status.aside')}</p> : null}
      {sync.broughtBack ? <p className={styles.safe}>{t('status.broughtBack')}</p> : null}
      {retry.error ? <Problem error={retry.error} /> : null}
      <dl className={styles.facts}>
        <dt>{t('status.lastExchange')}</dt>
        <dd>
          {sync.lastExchangeAt === null ? (
            t('status.never')
          ) : (
            <time title={time.moment(sync.lastExchangeAt, now)}>{time.ago(sync.lastExchangeAt, now)}</time>
          )}
        </dd>
        <dt>{t('settings.server')}</dt>
        <dd>{session?.server}</dd>
      </dl>
      <UnsentList />
      {others.length > 0 ? <HeldWork title={t('session.others')} desks={others} /> : null}
      {role === 'lead' || role === 'admin' ? <TeamDesks /> : null}
      {/* Not disabled: a control that loses the focus sends the next key to the page below. */}
      <Button
        aria-disabled={retry.isPending}
        onClick={() => retry.isPending || retry.mutate()}
        data-autofocus={entersAgain ? undefined : true}
      >
        {retry.isPending ? t('status.retrying') : t('status.retryNow')}
      </Button>
      <Button look="quiet" onClick={onDiagnose}>
        {t('status.diagnosis')}
      </Button>
    </div>
  );
}
