import type { Case } from '../../shared/case/case.ts';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { Attempt, Correction } from '../../shared/case/history.ts';
import type { NumberCall } from '../../shared/case/number-calls.ts';
import type { Plan } from '../../shared/case/plan.ts';
import { replanned } from '../../shared/case/replan.ts';
import { withEntry } from '../../shared/mutation/history.ts';
import { heldBack } from '../../shared/policy/held-back.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { ResultMeaning } from '../i18n/terms.ts';
import { choicesFor } from '../result/dispositions.ts';

/**
 * The results that a call can have had instead of the one it has. Whoever called in was reached; documents
 * belong to the call in which they were named, so only a call that names some can be put right to a result
 * that asks for them.
 */
export function otherResults(library: Library, { kind }: Case, attempt: Attempt): Disposition[] {
  const { favourites, rest } = choicesFor(library, kind);
  return [...favourites, ...rest].filter(
    ({ code, reached, demands }) =>
      code !== attempt.disposition &&
      (reached || attempt.direction === 'outbound') &&
      (attempt.evidence.length > 0 || !demands.includes('evidence')),
  );
}

/**
 * What a correction would lead to: the plan, and what its sentence has to know of the right result. `now`:
 * ms, UTC.
 */
export function planCorrected(
  subject: Case,
  attempt: Attempt,
  right: Disposition,
  {
    library,
    elsewhere,
    callbackAt,
    now,
  }: { library: Library; elsewhere: readonly NumberCall[]; callbackAt: number | null; now: number },
): { plan: Plan; result: ResultMeaning } {
  const { code: disposition, reached, final, effect } = right;
  const counted = right.counted && attempt.direction === 'outbound';
  const correction: Correction = {
    id: attempt.id,
    at: now,
    byId: null,
    type: 'correction',
    attemptId: attempt.id,
    ...{ disposition, reached, final, counted, effect, callbackAt },
    reason: null,
    dispositionsVersion: library.dispositions.version,
    why: '',
  };
  const longer: Case = { ...subject, history: withEntry(subject.history, correction) };
  const plan = heldBack(replanned(longer, library, now), elsewhere, library);
  const limited = effect.do === 'message' || (effect.do === 'retry' && effect.max !== undefined);
  return { plan, result: { kind: subject.kind, counted, limited } };
}
