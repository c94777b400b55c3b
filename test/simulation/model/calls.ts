import type { Case } from '../../../shared/case/case.ts';
import type { Attempt, Correction, FactFlag, HistoryEntry } from '../../../shared/case/history.ts';
import type { World } from '../world.ts';

const DOUBTS: readonly string[] = ['before_case', 'case_not_held', 'calls_overlap', 'contact_since'];

const doubtsOf = ({ flags = [] }: Attempt | Correction) => flags.filter((flag) => DOUBTS.includes(flag));

/** Ids of the calls and corrections that cannot have been made as they say and that no lead has confirmed. */
export function doubtedIn(history: readonly HistoryEntry[]): ReadonlySet<string> {
  const confirmed = history.flatMap((entry) => (entry.type === 'calls_confirmed' ? entry.attemptIds : []));
  return new Set(
    history.flatMap((entry) =>
      (entry.type === 'attempt' || entry.type === 'correction') &&
      doubtsOf(entry).length > 0 &&
      !confirmed.includes(entry.id)
        ? [entry.id]
        : [],
    ),
  );
}

/** The fewest tries that any team grants. */
const FEWEST = 2;

/**
 * Nobody noticed yet that a standby lacks the move by which somebody had the case, or that they had signed in
 * before the administrator added them again.
 */
function isForgotten(
  world: World,
  history: readonly HistoryEntry[],
  { byId, startedAt }: Attempt,
  doubt: FactFlag,
): boolean {
  if (!world.failedOver) return false;
  if (doubt === 'contact_since') return byId === world.newcomer?.user.id;
  const moves = history.filter((entry) => entry.type === 'assignment');
  return doubt === 'case_not_held' && !moves.some(({ toId, at }) => toId === byId && at <= startedAt);
}

/**
 * Calls that somebody made up are doubtful, those that people made are not; nobody's tries are over by
 * doubtful calls.
 */
export function checkCalls(world: World, cases: Iterable<Case>): void {
  for (const { externalId, history, plan } of cases) {
    const doubted = doubtedIn(history);
    const calls = history.filter((entry) => entry.type === 'attempt');
    for (const call of calls) {
      if (world.forged.has(call.id) && doubtsOf(call).length === 0)
        world.violated(`M14 ${externalId}: the call ${call.id} was made up and counts`);
      const doubts = doubtsOf(call).filter((doubt) => !isForgotten(world, history, call, doubt));
      if (world.honest.has(call.id) && doubts.length > 0)
        world.violated(`M14 ${externalId}: the call ${call.id} was made and is doubted: ${doubts}`);
    }
    const exhausted = plan.code === 'attempts_exhausted' || plan.params.reason === 'attempts_exhausted';
    const tries = calls.filter(({ id, direction }) => direction === 'outbound' && !doubted.has(id));
    if (exhausted && tries.length < FEWEST)
      world.violated(`M15 ${externalId}: its tries are over after ${tries.length} calls`);
    for (const entry of history)
      if (entry.type === 'calls_confirmed' && calls.some((call) => isOwn(call, entry)))
        world.violated(`M15 ${externalId}: somebody confirmed a call of their own`);
  }
}

function isOwn(
  call: Attempt,
  { byId, attemptIds }: Extract<HistoryEntry, { type: 'calls_confirmed' }>,
): boolean {
  return attemptIds.includes(call.id) && call.byId === byId;
}
