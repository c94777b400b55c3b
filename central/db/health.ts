import { sql } from 'kysely';
import type { Health } from '../../shared/api/routes.ts';
import type { Queryable } from './connect.ts';
import { knowsSchema, SCHEMA } from './migrate.ts';
import { isBusy } from './transaction.ts';

/** How the database is at this moment, and its epoch where it tells. */
export async function healthOf(
  db: Queryable,
): Promise<{ database: NonNullable<Health['database']>; epoch: string | null }> {
  try {
    const { rows } = await sql<{ epoch: string; schema: string }>`
      select epoch, (select max(name) from kysely_migration) as schema from sync_meta`.execute(db);
    const [found] = rows;
    if (!found) return { database: 'older', epoch: null };
    const { schema, epoch } = found;
    if (schema === SCHEMA) return { database: 'ready', epoch };
    return { database: knowsSchema(schema) ? 'older' : 'newer', epoch };
  } catch (error) {
    return { database: isBusy(error) ? 'busy' : 'away', epoch: null };
  }
}
