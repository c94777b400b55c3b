import type { Library } from '../policy/library.ts';
import { type PlanInput, plan } from '../policy/plan.ts';
import { promisesOf } from '../policy/sla.ts';
import type { Instant } from '../time.ts';
import type { Case, RealNameCase, SpamReportCase } from './case.ts';
import { attemptsOf, type HistoryEntry } from './history.ts';
import { promisedOf } from './promised.ts';
import { staged } from './transitions.ts';

/** The entries that may decide something about the next step. What central asks for only follows from it. */
function decides(entry: HistoryEntry): boolean {
  switch (entry.type) {
    case 'note':
    case 'reveal':
    case 'assignment':
      return false;
    case 'message':
      return entry.step !== 'requested' && entry.purpose !== 'prompt';
    case 'measure':
      return entry.step !== 'lift_requested';
    default:
      return true;
  }
}

/**
 * What a case is planned from, but for the calls for other cases to its number: as of the latest fact about
 * it, so that all machines agree whatever reached them first; as of `at` when nothing has happened yet.
 */
export function planInputOf(subject: Case, { policy }: Pick<Library, 'policy'>, at: Instant): PlanInput {
  const facts = subject.history.filter(decides).map((entry) => entry.at);
  return {
    kind: subject.kind,
    facts: subject.facts,
    hasAlternative: subject.contact.altPhone !== null,
    history: subject.history,
    elsewhere: [],
    policy,
    at: facts.length > 0 ? facts.reduce((a, b) => Math.max(a, b)) : at,
  };
}

/**
 * The case with everything that follows from its facts and history made anew: plan, promises, stage, closing
 * time. The stage follows from the plan: a late or corrected fact changes what came before, and the case then
 * stands where its history leads, also when no single move leads there.
 */
export function replanned(subject: SpamReportCase, library: Library, at: Instant): SpamReportCase;
export function replanned(subject: RealNameCase, library: Library, at: Instant): RealNameCase;
export function replanned(subject: Case, library: Library, at: Instant): Case;
export function replanned(subject: Case, library: Library, at: Instant): Case {
  const next = plan(planInputOf(subject, library, at));
  const { since, decided, answeredAt } = promisedOf(subject);
  // A call that nobody may have made keeps no promise; an appointment that was agreed on it counts from then.
  const attempts = attemptsOf(subject.history).filter(({ doubtful, reached }) => !doubtful || reached);
  const promises = promisesOf({
    plan: next,
    policy: library.policy,
    kind: subject.kind,
    openedAt: subject.openedAt,
    answeredAt,
    promisedSince: since,
    decided,
    tried: attempts.some(({ at, doubtful }) => !doubtful && at >= since),
    lastCallAt: attempts.at(-1)?.at ?? null,
  });
  const late = next.kind === 'call' && next.notBefore !== null && next.notBefore > promises.dueAt;
  const params = { ...next.params, ...(late && { late: 1 }) };
  const result = { ...staged(subject, { ...next, params }), ...promises };
  return { ...result, closedAt: next.kind === 'closed' ? Number(next.params.since) : null };
}
