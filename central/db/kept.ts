import { sql } from 'kysely';
import type { KeptResult } from '../../shared/api/kept.ts';
import type { Queryable } from './connect.ts';

/** Results about a case other than these, the latest first, with how many there are in all. */
export async function resultsBeside(
  db: Queryable,
  caseId: string,
  known: readonly string[],
  limit: number,
): Promise<{ results: KeptResult[]; total: number }> {
  const { rows } = await sql<KeptResult & { total: number }>`
    select result.id, result.at, author.name as author, team.name as team, result.direction, result.disposition,
      result.note, result.flags, (count(*) over ())::int as total
    from call_result as result
      left join account as author on author.id = result.author_id
      left join team on team.id = author.team_id
    where result.case_id = ${caseId} and result.id <> all(${known}::uuid[])
    order by result.at desc, result.id
    limit ${limit}`.execute(db);
  return { results: rows.map(({ total: _, ...result }) => result), total: rows[0]?.total ?? 0 };
}

/** The document of a case; null when there is none. */
export async function caseDocument(db: Queryable, id: string): Promise<unknown> {
  const row = await db.selectFrom('case_').select('doc').where('id', '=', id).executeTakeFirst();
  return row?.doc ?? null;
}
