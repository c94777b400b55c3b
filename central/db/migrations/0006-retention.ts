import { type Kysely, sql } from 'kysely';

/** Where each team's feed stood at a time, noted once in a while: what tells how old a version is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table sync_mark (
    team_id uuid not null references team,
    version bigint not null,
    at bigint not null,
    primary key (team_id, at)
  )`.execute(db);
}
