import type { KeptResponse } from '../shared/api/kept.ts';
import { CodedError } from '../shared/errors.ts';
import { caseDocument, resultsBeside } from './db/kept.ts';
import type { Caller, Services } from './services.ts';
import { readableCase } from './sync/stored-case.ts';

/** As many as an answer holds. */
const MOST = 100;

/**
 * The results about a case of the caller's team that its history lacks. Throws `forbidden` for agents and
 * `not_found`: a case of another team is none.
 */
export async function keptResults(
  { db }: Pick<Services, 'db'>,
  caller: Caller,
  { caseId }: { caseId: string },
): Promise<KeptResponse> {
  if (caller.role === 'agent') throw new CodedError('forbidden');
  const subject = readableCase(await caseDocument(db, caseId));
  if (subject?.teamId !== caller.teamId) throw new CodedError('not_found');
  const known = subject.history.map(({ id }) => id);
  const { results, total } = await resultsBeside(db, caseId, known, MOST);
  return { results, more: total - results.length };
}
