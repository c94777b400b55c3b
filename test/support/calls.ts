import { systemClock } from '../../electron/clock.ts';
import type { NewMutation } from '../../electron/sync/messages.ts';

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
