import { type Kysely, sql } from 'kysely';

/** A result that stands in the place of a mis-keyed one names it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table call_result add column corrects uuid`.execute(db);
}
