import { type Kysely, sql } from 'kysely';

/** A clock that is ahead for an hour ends no wait: that takes two looks, a day apart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_meta add column looked_at bigint`.execute(db);
}
