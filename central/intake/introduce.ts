import type { Case } from '../../shared/case/case.ts';
import { relatedCaseOf, withRelated } from '../../shared/case/related.ts';
import { replanned } from '../../shared/case/replan.ts';
import type { Library } from '../../shared/policy/library.ts';
import { casesOfPhones, lockCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import type { ChangedCase } from '../sync/publish-cases.ts';
import { readCase } from '../sync/stored-case.ts';

/** All cases of each number, by number. */
function byPhone(cases: Iterable<Case>): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const subject of cases) {
    const { phone } = subject.contact;
    groups.set(phone, [...(groups.get(phone) ?? []), subject]);
  }
  return groups;
}

/**
 * Makes new cases and those that exist of the same numbers known to each other. Answers the new ones, planned with what was
 * called before, and the existing ones that changed.
 */
export async function introduced(
  trx: Trx,
  cases: readonly Case[],
  library: Library,
  at: number,
): Promise<{ fresh: Case[]; known: ChangedCase[] }> {
  const found = await casesOfPhones(
    trx,
    cases.map(({ contact }) => contact.phone),
  );
  const documents = await lockCases(
    trx,
    found.map(({ id }) => id),
  );
  const existing = [...documents.values()].map(readCase);
  const groups = byPhone([...existing, ...cases]);
  const withOthers = (subject: Case): Case =>
    (groups.get(subject.contact.phone) ?? [])
      .filter(({ id }) => id !== subject.id)
      .reduce((informed, other) => withRelated(informed, relatedCaseOf(other)), subject);
  const fresh = cases.map((subject) => {
    const informed = withOthers(subject);
    return informed.related.some(({ calls }) => calls.length > 0)
      ? replanned(informed, library, at)
      : informed;
  });
  const known = existing.flatMap((before): ChangedCase[] => {
    const subject = withOthers(before);
    return subject === before ? [] : [{ before, subject }];
  });
  return { fresh, known };
}
