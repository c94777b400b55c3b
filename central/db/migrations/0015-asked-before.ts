import type { Kysely } from 'kysely';

/**
 * Messages that central asked for before it was put back and not since: the case of each, for a receipt that
 * is still to come.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('asked_before')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('case_id', 'uuid', (column) => column.notNull())
    .execute();
}
