import { type Kysely, sql } from 'kysely';

/**
 * A team's feed has come as far as its newest commit. A counter in the team's row said the same, and left one
 * dead row behind for every commit.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`insert into sync_commit (team_id, version, tag)
    select id, version, gen_random_uuid() from team where version > 0
    on conflict do nothing`.execute(db);
  await sql`alter table team drop column version`.execute(db);
}
