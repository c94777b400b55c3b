import { type Kysely, sql } from 'kysely';

/** Wrong passwords, counted by device and by network; the lock of a whole account is used no more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table sign_in_tries (
    key text primary key,
    account_id uuid,
    wrong integer not null,
    wait_until bigint not null,
    last_at bigint not null
  )`.execute(db);
  await sql`create index sign_in_tries_account on sign_in_tries (account_id)`.execute(db);
  await sql`create index sign_in_tries_last on sign_in_tries (last_at)`.execute(db);
}
