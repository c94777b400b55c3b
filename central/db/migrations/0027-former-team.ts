import { type Kysely, sql } from 'kysely';

/** Which teams a person was in: work that was done there is judged as of there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table former_team (
    account_id uuid not null references account,
    team_id uuid not null references team,
    left_at bigint not null,
    primary key (account_id, team_id)
  )`.execute(db);
}
