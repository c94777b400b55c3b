import type { Case, RelatedCase } from './case.ts';

/** More cases of one number than these are not remembered on each other. */
const MOST = 50;

/** What other cases of the same number know of this one, as it is when they meet. */
export function relatedCaseOf(subject: Case): RelatedCase {
  return {
    caseId: subject.id,
    kind: subject.kind,
    stage: subject.stage,
    ownerId: subject.assigneeId,
    calls: [],
  };
}

/**
 * The case with others that it did not know yet; the same object when there are none. What it knows of a case
 * is never brought up to date: nothing that happens to one case rewrites the others of its number.
 */
export function withRelated<C extends Case>(subject: C, ...others: readonly RelatedCase[]): C {
  const known = new Map(subject.related.map((other) => [other.caseId, other]));
  let changed = false;
  for (const other of others) {
    if (other.caseId === subject.id || known.has(other.caseId) || known.size >= MOST) continue;
    known.set(other.caseId, other);
    changed = true;
  }
  if (!changed) return subject;
  return { ...subject, related: [...known.values()].sort((a, b) => (a.caseId < b.caseId ? -1 : 1)) };
}
