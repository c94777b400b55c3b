import type { Case } from '../../../shared/case/case.ts';
import type { World } from '../world.ts';
import type { Stored } from './stored.ts';

/**
 * The moves of a case in the order in which each was made from the one before it: the owner is whom the last
 * one names.
 */
function checkChain(world: World, { externalId, history, assigneeId, assignmentId }: Case): void {
  const moves = history.filter((entry) => entry.type === 'assignment');
  const last = moves.find(({ id }) => id === assignmentId);
  if (moves.length > 0 && last?.toId !== assigneeId)
    world.violated(`M4 ${externalId} is owned by ${assigneeId}, not by whom its last move names`);
}

/** Central has forgotten that it gave the case out, and no person has moved it since. */
function isOrphan({ history, assigneeId, assignmentId }: Case, expected: string | null): boolean {
  const drawn = expected === null || expected.charAt(14) === '4';
  if (drawn || history.some(({ id }) => id === expected)) return false;
  return assigneeId === null || history.find(({ id }) => id === assignmentId)?.byId === null;
}

/**
 * A move that a person was told is done is in the case, unless the move that it started from is not, or
 * another one followed that one. Of two that started from the same one the second is refused.
 */
export function checkMoves(world: World, { cases, mutations }: Stored): void {
  for (const subject of cases.values()) checkChain(world, subject);
  const next = new Map<string, string>();
  for (const { id, name, status, body } of mutations) {
    if (name !== 'reassign' || body.name !== 'reassign' || status !== 'applied') continue;
    const from = `${body.args.caseId} ${body.args.expected}`;
    if (next.has(from)) world.violated(`CAS two moves of ${body.args.caseId} from the same assignment`);
    next.set(from, id);
  }
  for (const { promised } of world.desks)
    for (const { mutation, forfeited } of promised) {
      if (mutation.name !== 'reassign' || forfeited || !world.done.has(mutation.id)) continue;
      const { caseId, expected } = mutation.args;
      const subject = cases.get(caseId);
      if (!subject) continue;
      const made = new Set(subject.history.map(({ id }) => id));
      if (made.has(mutation.id)) continue;
      const begins = expected === null ? subject.assignmentId === null : subject.assignmentId === expected;
      if (begins || isOrphan(subject, expected))
        world.violated(`M4 ${subject.externalId}: the move ${mutation.id} was done, and is not any more`);
    }
}
