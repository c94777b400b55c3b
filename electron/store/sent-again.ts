import type { Mutation } from '../../shared/mutation/mutation.ts';
import { isFact } from '../../shared/mutation/premise.ts';
import type { CommitOutcome } from './commit-outcome.ts';
import type { Outbox } from './outbox.ts';
import type { Rebase } from './rebase.ts';
import { casesOf, understood } from './work.ts';

interface Parts {
  outbox: Outbox;
  rebase: Rebase;
  take(mutation: Mutation): CommitOutcome;
}

/**
 * Tries once more what was refused; its refusal goes away when it is taken. A fact, and what never reached
 * central, goes under the same id, so that nothing is there twice. A decision that central refused stays
 * refused under its id: it is made anew, as `made` says (absent: nothing is made anew). Callers hold the
 * transaction.
 */
export function sentAgain(
  { outbox, rebase, take }: Parts,
  id: string,
  made: Pick<Mutation, 'id' | 'at'> | undefined,
): CommitOutcome {
  const refusal = outbox.refusal(id);
  if (!refusal) return { ok: false, code: 'not_found', params: {} };
  const { work, answered } = refusal;
  const anew = made && answered && !isFact(work.name) ? { ...work, ...made } : null;
  const decision = anew && understood(JSON.stringify(anew));
  if (decision) {
    const outcome = take(rebase.compared(decision));
    if (outcome.ok) outbox.dismiss(id);
    return outcome;
  }
  outbox.dismiss(id);
  outbox.add(anew ?? work);
  rebase.lift(casesOf(work));
  rebase.replay();
  return { ok: true, touched: casesOf(work) };
}
