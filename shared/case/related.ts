import type { Case, RelatedCase } from './case.ts';
import { attemptsOf } from './history.ts';

const CALLS = 20;
/** More cases of one number than these are not remembered on each other. */
const MOST = 50;

/** What other cases of the same number know of this one. */
export function relatedCaseOf(subject: Case): RelatedCase {
  const calls = attemptsOf(subject.history)
    .filter((attempt) => attempt.counted)
    .slice(-CALLS)
    .map(({ startedAt, endedAt }) => ({ startedAt, endedAt }));
  return { caseId: subject.id, kind: subject.kind, stage: subject.stage, ownerId: subject.assigneeId, calls };
}

/** The case with what it knows of another one brought up to date; the same object when nothing is new. */
export function withRelated<C extends Case>(subject: C, other: RelatedCase): C {
  const known = subject.related.find(({ caseId }) => caseId === other.caseId);
  if (known && JSON.stringify(known) === JSON.stringify(other)) return subject;
  const rest = subject.related.filter(({ caseId }) => caseId !== other.caseId);
  if (!known && rest.length >= MOST) return subject;
  const related = [...rest, other].sort((a, b) => (a.caseId < b.caseId ? -1 : 1));
  return { ...subject, related };
}
