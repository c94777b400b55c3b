import { type Kysely, sql } from 'kysely';

/**
 * When this history was last put back, and to which moment; null: never, or nobody knows. What other systems
 * bring about something that has not come back yet waits: `about` is the message, the measure or the card.
 * `receipt`: what a desk brought along with work that comes back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_meta add column restored_at bigint, add column restored_to bigint`.execute(db);
  await sql`alter table mutation add column receipt text`.execute(db);
  await sql`create table outside_waiting (
    id uuid primary key,
    team_id uuid not null references team,
    by_id uuid,
    kind text not null,
    about uuid not null,
    received_at bigint not null,
    item json not null
  )`.execute(db);
  await sql`create index outside_waiting_about on outside_waiting (about)`.execute(db);
}
