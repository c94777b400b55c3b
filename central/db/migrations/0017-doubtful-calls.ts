import { type Kysely, sql } from 'kysely';

/**
 * What tells a doubtful call: when a case was imported, when a desk was last in contact with nothing unsent
 * (with the version that it had then and what its clock was ahead).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table case_ add column imported_at bigint`.execute(db);
  await sql`alter table sync_client
    add column clean_at bigint,
    add column clean_version bigint,
    add column clean_offset bigint`.execute(db);
  await sql`create index call_result_author on call_result (author_id, ended_at)`.execute(db);
  await sql`create index audit_lookup on audit (account_id, at) where kind = 'lookup'`.execute(db);
}
