import { type Kysely, sql } from 'kysely';

/** The text of a mutation may go while its id stays; the index finds those that have one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table mutation alter column body drop not null`.execute(db);
  await sql`create index mutation_body on mutation (received_at)
    where body is not null and status <> 'waiting' and name <> 'proposeMeasure'`.execute(db);
}
