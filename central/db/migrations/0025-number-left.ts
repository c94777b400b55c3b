import { type Kysely, sql } from 'kysely';

/**
 * Reports that a decision about their number could not be brought to, because nobody could read them or the
 * rules of their team: they get it when that is put right.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table number_left (
    case_id uuid primary key,
    number text not null,
    decisions json not null
  )`.execute(db);
  await sql`create index number_left_number on number_left (number, case_id)`.execute(db);
}
