import type { Case } from '../../shared/case/case.ts';
import { numberNext } from '../../shared/case/number-calls.ts';
import { asHeldBack } from '../../shared/policy/held-back.ts';
import type { Queryable } from '../db/connect.ts';
import { byNumber, callsTo } from '../db/number-calls.ts';
import { Libraries } from './library.ts';

/** Stored cases as people see them: their next steps as the calls to their numbers leave them. */
export async function heldCases(db: Queryable, cases: readonly Case[]): Promise<Case[]> {
  const calls = byNumber(await callsTo(db, cases.map(numberNext)));
  const libraries = await new Libraries(db).all(cases.map(({ teamId }) => teamId));
  return cases.map((subject) => {
    const elsewhere = calls.get(numberNext(subject))?.filter(({ caseId }) => caseId !== subject.id) ?? [];
    const library = libraries(subject.teamId);
    return library ? asHeldBack(subject, elsewhere, library) : subject;
  });
}
