import type { Disposition } from '../../shared/case/disposition.ts';
import type { NumberName } from '../../shared/case/kinds.ts';
import type { Plan } from '../../shared/case/plan.ts';
import type { AttemptInput } from '../../shared/ipc/channels.ts';
import type { CaseView, Draft } from '../../shared/ipc/view.ts';
import { demandsOf } from './dispositions.ts';

/** Which of the contact's numbers a call of this case goes to, as the plan has it. */
export function plannedNumber({ params }: Plan): NumberName {
  return params.number === 'altPhone' ? 'altPhone' : 'phone';
}

/** Which way the call went. Who has a case only to log a call on it was called. */
export function directionOf({ visiting }: Pick<CaseView, 'visiting'>, draft: Draft): Draft['direction'] {
  return visiting ? 'inbound' : draft.direction;
}

/**
 * A draft as the result that would be logged at `now` (ms, UTC). Without a dialled call the result has no
 * length; a time, reason or document that the disposition does not ask for stays behind.
 */
export function attemptOf(
  view: Pick<CaseView, 'case' | 'visiting'>,
  draft: Draft,
  disposition: Disposition,
  now: number,
): AttemptInput {
  const { id, plan } = view.case;
  const endedAt = draft.endedAt ?? now;
  const asks = (what: string) => demandsOf(disposition).includes(what);
  return {
    caseId: id,
    direction: directionOf(view, draft),
    disposition: disposition.code,
    note: draft.note.trim(),
    reason: draft.reason.trim() === '' || !asks('reason') ? null : draft.reason.trim(),
    callbackAt: asks('callback_time') ? draft.callbackAt : null,
    dialled: draft.dialled ?? plannedNumber(plan),
    startedAt: draft.startedAt ?? endedAt,
    endedAt,
    evidence: asks('evidence') ? draft.evidence : [],
    run: draft.run,
    policyVersion: draft.policyVersion,
    dispositionsVersion: draft.dispositionsVersion,
  };
}
