import type { Library } from '../policy/library.ts';
import { type PlanInput, plan } from '../policy/plan.ts';
import { promisesOf } from '../policy/sla.ts';
import type { Instant } from '../time.ts';
import type { Case, RealNameCase, SpamReportCase } from './case.ts';
import { attemptsOf } from './history.ts';
import { isClosed } from './kinds.ts';
import { stageAfter } from './transitions.ts';

/** From when the promise of a case counts: the decision that the person is told about, else its opening. */
function promisedSince(subject: Case): Instant {
  return subject.kind === 'spam_report' && subject.facts.finding
    ? subject.facts.finding.decidedAt
    : subject.openedAt;
}

/** When the proof came that closed the case: the call, the receipt or the verification; else the moment of planning. */
function closingTime(subject: Case, at: Instant): Instant {
  if (subject.closedAt !== null) return subject.closedAt;
  const closing = attemptsOf(subject.history).find((attempt) => attempt.reached && attempt.final);
  if (closing) return closing.at;
  const proof = subject.history.findLast(
    (entry) => entry.type === 'message' || entry.type === 'verification' || entry.type === 'measure',
  );
  return proof?.at ?? at;
}

/** What a case is planned from. Planned as of its latest fact (or `at`, if later), so that all machines agree. */
export function planInputOf(subject: Case, { policy }: Pick<Library, 'policy'>, at: Instant): PlanInput {
  return {
    kind: subject.kind,
    facts: subject.facts,
    hasAlternative: subject.contact.altPhone !== null,
    history: subject.history,
    related: subject.related,
    policy,
    at: subject.history.reduce((latest, entry) => Math.max(latest, entry.at), at),
  };
}

/**
 * The case with everything that follows from its facts and history made anew: plan, promises, stage, closing time. A plan
 * that its kind does not allow leaves stage and plan as they were: the fact itself is never lost.
 */
export function replanned(subject: SpamReportCase, library: Library, at: Instant): SpamReportCase;
export function replanned(subject: RealNameCase, library: Library, at: Instant): RealNameCase;
export function replanned(subject: Case, library: Library, at: Instant): Case;
export function replanned(subject: Case, library: Library, at: Instant): Case {
  const next = plan(planInputOf(subject, library, at));
  const since = promisedSince(subject);
  const attempts = attemptsOf(subject.history);
  const promises = promisesOf({
    plan: next,
    policy: library.policy,
    kind: subject.kind,
    openedAt: subject.openedAt,
    promisedSince: since,
    decided: subject.kind === 'real_name' || subject.facts.finding !== null,
    tried: attempts.some((attempt) => attempt.at >= since),
    lastCallAt: attempts.at(-1)?.at ?? null,
  });
  const late = next.kind === 'call' && next.notBefore !== null && next.notBefore > promises.dueAt;
  const params = { ...next.params, ...(late && { late: 1 }) };
  const stepped = stageAfter(subject, { ...next, params });
  const result = stepped.ok ? { ...stepped.case, ...promises } : subject;
  return { ...result, closedAt: isClosed(result) ? closingTime(subject, at) : null };
}
