import { z } from 'zod';
import { lockCases, withSameNumber } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';

const Neighbours = z.object({ related: z.array(z.object({ caseId: z.uuid() })) });

function relatedIds(document: unknown): string[] {
  return Neighbours.safeParse(document).data?.related.map(({ caseId }) => caseId) ?? [];
}

/**
 * Locks cases together with those of the same numbers, and answers the documents by id. A case that came in
 * while this waited is locked afterwards; two transactions that cross so are told apart by PostgreSQL, and
 * one runs again.
 */
export async function lockWithRelated(trx: Trx, ids: readonly string[]): Promise<Map<string, unknown>> {
  const documents = await lockCases(trx, await withSameNumber(trx, ids));
  const missed = [...documents.values()].flatMap(relatedIds).filter((id) => !documents.has(id));
  if (missed.length === 0) return documents;
  return new Map([...documents, ...(await lockCases(trx, missed))]);
}
