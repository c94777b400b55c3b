import { type Kysely, sql } from 'kysely';

/** Older calls hold nobody back. */
const KEPT = 30 * 86_400_000;

/**
 * The calls to each number, for the gap and the cap that all its cases share, and the rows that desks have of
 * them. Of the numbers that were called lately the calls are still to be read from the stored histories
 * (`unread`): central does so before it needs them, and when it runs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table number_call (
    id uuid primary key,
    number text not null,
    case_id uuid not null,
    started_at bigint not null,
    ended_at bigint not null,
    doubtful boolean not null
  )`.execute(db);
  await sql`create index number_call_number on number_call (number)`.execute(db);
  await sql`create index number_call_case on number_call (case_id)`.execute(db);
  await sql`create index number_call_age on number_call (ended_at)`.execute(db);
  await sql`create table number_row (
    number text primary key,
    id uuid unique,
    doc json,
    due_at bigint,
    unread boolean not null default false
  )`.execute(db);
  await sql`create index number_row_due on number_row (due_at) where due_at is not null`.execute(db);
  await sql`create index sync_change_calls on sync_change (entity_id) where entity = 'calls'`.execute(db);
  await sql`insert into number_row (number, due_at, unread)
    select distinct number, 0::bigint, true
    from case_ cross join lateral (values (phone), (alt_phone)) as reached (number)
    where number is not null and case_.id in (
      select case_id from call_result
      where ended_at > (select max(received_at) from call_result) - ${KEPT}::bigint)`.execute(db);
}
