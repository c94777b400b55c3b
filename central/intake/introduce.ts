import type { Case, RelatedCase } from '../../shared/case/case.ts';
import { relatedCaseOf, withRelated } from '../../shared/case/related.ts';
import { casesOfPhones, lockCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import type { ChangedCase } from '../sync/publish-cases.ts';
import { readableCase } from '../sync/stored-case.ts';

/** What others may know of all cases of each number, by number. */
function stubsByPhone(cases: Iterable<Case>): Map<string, RelatedCase[]> {
  const groups = new Map<string, RelatedCase[]>();
  for (const subject of cases) {
    const group = groups.get(subject.contact.phone) ?? [];
    group.push(relatedCaseOf(subject));
    groups.set(subject.contact.phone, group);
  }
  return groups;
}

/**
 * Makes new cases and those that exist of the same numbers known to each other. Answers the new ones, and the
 * existing ones that changed.
 */
export async function introduced(
  trx: Trx,
  cases: readonly Case[],
): Promise<{ fresh: Case[]; known: ChangedCase[] }> {
  const found = await casesOfPhones(
    trx,
    cases.map(({ contact }) => contact.phone),
  );
  const documents = await lockCases(
    trx,
    found.map(({ id }) => id),
  );
  const existing = [...documents.values()].flatMap((document) => readableCase(document) ?? []);
  const stubs = stubsByPhone([...existing, ...cases]);
  const withOthers = (subject: Case) => withRelated(subject, ...(stubs.get(subject.contact.phone) ?? []));
  const fresh = cases.map(withOthers);
  const known = existing.flatMap((before): ChangedCase[] => {
    const subject = withOthers(before);
    return subject === before ? [] : [{ before, subject }];
  });
  return { fresh, known };
}
