import { type Kysely, sql } from 'kysely';

/**
 * What a desk's first pull needs of a case beside its text, made when the case is written instead of each
 * time that it is pulled: the sum of the text and its place in a queue. Rows that were written before have
 * neither.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table case_
    add column sum text, add column queue text, add column queue_shape integer`.execute(db);
}
