import { type Kysely, sql } from 'kysely';

/** Facts that were taken although their case was not there, by the names of that time. */
const FACTS = ['logAttempt', 'correctAttempt', 'addNote', 'recordReveal'];

/**
 * Work that waits for its case, or for other work on it: under which case it is found, and whether central
 * had applied it before it was put back. Facts that were once applied to no case wait for it from now on.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table mutation
    drop constraint mutation_status_check,
    add constraint mutation_status_check check (status in ('applied', 'rejected', 'waiting')),
    add column case_id uuid,
    add column again boolean not null default false`.execute(db);
  await sql`create index mutation_waiting on mutation (case_id) where status = 'waiting'`.execute(db);
  const { rows } = await sql<{ caseId: string; detail: { mutationId: string } }>`
    select case_id as "caseId", detail from case_event
    where status = 'applied' and name = any(${FACTS}::text[])
      and not exists (select from case_ where case_.id = case_event.case_id)`.execute(db);
  for (const { caseId, detail } of rows) {
    const result = {
      id: detail.mutationId,
      status: 'waiting',
      code: null,
      params: {},
      flags: ['case_unknown'],
    };
    await sql`update mutation set status = 'waiting', case_id = ${caseId}, result = ${JSON.stringify(result)}::json
      where id = ${detail.mutationId} and status = 'applied'`.execute(db);
  }
}
