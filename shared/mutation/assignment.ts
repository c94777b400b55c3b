import type { Case } from '../case/case.ts';
import { isClosed } from '../case/kinds.ts';
import { staged } from '../case/transitions.ts';
import type { ErrorParams } from '../errors.ts';
import type { Instant } from '../time.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { decidedTooOften } from './caps.ts';
import { withEntry } from './history.ts';
import type { Reassign } from './mutation.ts';

/**
 * The case in somebody's hands (null: nobody's). `id` becomes the assignment that the next move must name.
 */
export function assigned(
  subject: Case,
  move: { id: string; at: Instant; byId: string | null; toId: string | null },
): Case {
  const { toId, ...entry } = move;
  const moved: Case = {
    ...subject,
    assigneeId: toId,
    assignmentId: move.id,
    history: withEntry(subject.history, { ...entry, type: 'assignment', fromId: subject.assigneeId, toId }),
  };
  // A report that is to be called back stands at another stage once somebody has it.
  return staged(moved, moved.plan);
}

/** Who moved the case in between, when and to whom: what the loser of a race is told. */
function winner(subject: Case): ErrorParams {
  const entry = subject.history.find((e) => e.type === 'assignment' && e.id === subject.assignmentId);
  if (entry?.type !== 'assignment') return {};
  return { at: entry.at, ...(entry.byId && { byId: entry.byId }), ...(entry.toId && { toId: entry.toId }) };
}

/** Central derives the ids of its own moves; desks draw theirs. */
const isCentrals = (id: string) => id.charAt(14) === '5';

/**
 * Whether the case as it is stands in for the one that a person moved. Central had given that one out after
 * the backup, which nobody brings again: the move holds over whoever central has given the case to since, and
 * where nobody has it. It takes no receipt: whoever may move the case may name its present assignment too.
 */
function standsIn(subject: Case, expected: string | null): boolean {
  const { history, assigneeId, assignmentId } = subject;
  if (expected === null || !isCentrals(expected)) return false;
  if (history.some(({ id }) => id === expected)) return false;
  const present = history.find(({ id, type }) => type === 'assignment' && id === assignmentId);
  return assigneeId === null || present?.byId === null;
}

/**
 * Compare-and-set of the owner. Refused with `not_found`, `case_closed`, `superseded` (somebody else's move
 * came first), `assignee_unavailable` (nobody of the team, or no longer active) or `too_many_decisions`.
 */
export function reassign(mutation: Reassign, subject: Case | undefined, context: ApplyContext): ApplyResult {
  const { author, assignable } = context;
  const { toId, expected } = mutation.args;
  if (!subject) return { ok: false, code: 'not_found', params: {} };
  if (subject.history.some((entry) => entry.id === mutation.id)) return { ok: true, cases: [], flags: [] };
  // What closed it was done after the move, and only came back before it.
  if (isClosed(subject) && !context.kept) return { ok: false, code: 'case_closed', params: {} };
  const fits = subject.assignmentId === expected || standsIn(subject, expected);
  if (!fits) {
    return { ok: false, code: 'superseded', params: winner(subject) };
  }
  if (toId !== null && assignable?.has(toId) === false)
    return { ok: false, code: 'assignee_unavailable', params: { toId } };
  if (!context.kept && decidedTooOften(subject, 'assignment', author.id))
    return { ok: false, code: 'too_many_decisions', params: {} };
  const at = Math.min(mutation.at, context.receivedAt);
  const moved = assigned(subject, { id: mutation.id, at, byId: author.id, toId });
  return { ok: true, cases: [moved], flags: [] };
}
