import { type Kysely, sql } from 'kysely';

/**
 * Decisions about numbers on their way to all reports of the number, and which reports may have evidence that
 * waits for a finding: a number may have thousands, and few of them have any.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table number_spread (
    number text primary key,
    tag uuid not null,
    decisions json not null,
    after uuid,
    recorded_at bigint not null
  )`.execute(db);
  await sql`alter table case_ add column evidence boolean not null default false`.execute(db);
  await sql`update case_ set evidence = true
    where reported_number is not null and doc::text like '%"investigate"%'`.execute(db);
  await sql`create index case_evidence on case_ (reported_number, id) where evidence`.execute(db);
  await sql`create index case_of_number on case_ (reported_number, id) where reported_number is not null`.execute(
    db,
  );
  await sql`drop index case_reported_number`.execute(db);
}
