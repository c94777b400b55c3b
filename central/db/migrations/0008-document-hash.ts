import { type Kysely, sql } from 'kysely';

/**
 * Tells what a version of a document holds: after a restore the same version may be published with other
 * content.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table library_document
    add column hash text not null generated always as (md5(doc::text)) stored`.execute(db);
}
