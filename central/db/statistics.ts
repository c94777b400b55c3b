import { sql } from 'kysely';
import type { Queryable } from './connect.ts';

/**
 * Lets PostgreSQL look at the tables that a bulk change filled. Its own look comes a minute or more later,
 * and until then it reads all cases of a person for each page of a first pull.
 */
export async function refreshStatistics(db: Queryable): Promise<void> {
  await sql`analyze case_, sync_change, sync_commit`.execute(db);
}
