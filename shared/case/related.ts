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

/** The case with what it knows of others brought up to date; the same object when nothing is new. */
export function withRelated<C extends Case>(subject: C, ...others: readonly RelatedCase[]): C {
  const known = new Map(subject.related.map((other) => [other.caseId, other]));
  let changed = false;
  for (const other of others) {
    const before = known.get(other.caseId);
    if (other.caseId === subject.id || (!before && known.size >= MOST)) continue;
    if (before && JSON.stringify(before) === JSON.stringify(other)) continue;
    known.set(other.caseId, other);
    changed = true;
  }
  if (!changed) return subject;
  return { ...subject, related: [...known.values()].sort((a, b) => (a.caseId < b.caseId ? -1 : 1)) };
}
