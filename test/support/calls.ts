import { systemClock } from '../../electron/clock.ts';
import type { NewMutation } from '../../electron/sync/messages.ts';
import type { AttemptInput } from '../../shared/ipc/channels.ts';

/**
 * What the form sends to be logged: a minute's call on the newest rules, without a script; `change` is what a
 * test is about.
 */
export function attemptInput(caseId: string, change: Partial<AttemptInput>): AttemptInput {
  const endedAt = systemClock.now();
  return {
    policyVersion: null,
    dispositionsVersion: null,
    caseId,
    direction: 'outbound',
    disposition: 'NOANS',
    note: '',
    reason: null,
    callbackAt: null,
    dialled: 'phone',
    startedAt: endedAt - 60_000,
    endedAt,
    evidence: [],
    run: null,
    ...change,
  };
}

/** A result of a call, as the form gives it. */
export function result(caseId: string, disposition: string, note = ''): NewMutation {
  const endedAt = systemClock.now();
  return {
    name: 'logAttempt',
    args: {
      caseId,
      direction: 'outbound',
      disposition,
      startedAt: endedAt - 60_000,
      endedAt,
      note,
      reason: null,
      callbackAt: null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}
