import { type Kysely, sql } from 'kysely';

/**
 * Which version of the row its sum and its place in the queue were made for. A central of before, which may
 * still run beside this one, writes a case without them: what is there then belongs to another document.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table case_ add column queue_version bigint`.execute(db);
}
