import { dueAtOf } from '../policy/due.ts';
import type { Library } from '../policy/library.ts';
import { plan } from '../policy/plan.ts';
import type { Instant } from '../time.ts';
import type { Case, RealNameCase, SpamReportCase } from './case.ts';
import { attemptsOf } from './history.ts';
import { stageAfter } from './transitions.ts';

/** From when the promise of a case counts: the decision that the person is told about, else its opening. */
function promisedSince(subject: Case): Instant {
  return subject.kind === 'spam_report' && subject.facts.finding
    ? subject.facts.finding.decidedAt
    : subject.openedAt;
}

/** When the call that closed the case was made; a case without such a call closes at the moment of planning. */
function closingTime(subject: Case, at: Instant): Instant {
  const closing = attemptsOf(subject.history).find((attempt) => attempt.reached && attempt.final);
  return subject.closedAt ?? closing?.at ?? at;
}

/**
 * The case with everything that follows from its facts and history made anew: promise, plan, stage, closing time.
 * Planned as of its latest fact (or `at`, if later), so that every machine with the same facts comes to the same plan. A
 * plan that its kind does not allow leaves stage and plan as they were: the fact itself is never lost.
 */
export function replanned(subject: SpamReportCase, library: Library, at: Instant): SpamReportCase;
export function replanned(subject: RealNameCase, library: Library, at: Instant): RealNameCase;
export function replanned(subject: Case, library: Library, at: Instant): Case;
export function replanned(subject: Case, library: Library, at: Instant): Case {
  const since = promisedSince(subject);
  const attempts = attemptsOf(subject.history);
  const dueAt = dueAtOf({
    kind: subject.kind,
    since,
    decided: subject.kind === 'real_name' || subject.facts.finding !== null,
    tried: attempts.some((attempt) => attempt.at >= since),
    policy: library.policy,
  });
  const next = plan({
    kind: subject.kind,
    facts: subject.facts,
    history: subject.history,
    policy: library.policy,
    dispositions: library.dispositions,
    dueAt,
    at: subject.history.reduce((latest, entry) => Math.max(latest, entry.at), at),
  });
  const stepped = stageAfter(subject, next);
  const result = stepped.ok ? stepped.case : subject;
  return { ...result, dueAt, closedAt: result.stage === 'closed' ? closingTime(subject, at) : null };
}
