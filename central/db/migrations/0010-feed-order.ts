import { type Kysely, sql } from 'kysely';

/**
 * The feed of a scope in the order in which desks read it: a page is read along this index and nothing behind
 * it is sorted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index sync_change_order on sync_change (scope, version, entity, entity_id)`.execute(db);
  await sql`drop index sync_change_feed`.execute(db);
}
