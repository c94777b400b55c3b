import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Notes where every team's feed stands now, unless that was done after `since`. */
async function markFeeds(db: Database, now: number, since: number): Promise<void> {
  await sql`
    insert into sync_mark (team_id, version, at)
    select id, newest.version, ${now}::bigint from team
    cross join lateral (select max(version) as version from sync_commit where team_id = team.id) as newest
    where newest.version is not null
      and not exists (select from sync_mark where sync_mark.team_id = team.id and sync_mark.at > ${since}::bigint)
    on conflict do nothing`.execute(db);
}

/** Of each team's feed the newest mark that is not younger than `before`. */
async function marksBefore(db: Database, before: number) {
  return db
    .selectFrom('sync_mark')
    .distinctOn('team_id')
    .select(['team_id', 'version', 'at'])
    .where('at', '<=', before)
    .orderBy('team_id')
    .orderBy('at', 'desc')
    .execute();
}

/**
 * Removes of each team's feed what only cursors older than `retention` ms would need: the tags of commits,
 * and the lines that say that a row left a scope. Such a cursor is answered `pruned`; the newest commit
 * always stays. Marks the feeds every `interval` ms, so that something goes `retention` after it was written
 * at the earliest, an interval later at the latest.
 */
export async function pruneFeeds(
  db: Database,
  now: number,
  { retention, interval }: { retention: number; interval: number },
): Promise<void> {
  await markFeeds(db, now, now - interval);
  for (const { team_id, version, at } of await marksBefore(db, now - retention)) {
    await db
      .deleteFrom('sync_commit')
      .where('team_id', '=', team_id)
      .where('version', '<', version)
      .execute();
    await db
      .deleteFrom('sync_change')
      .where('team_id', '=', team_id)
      .where('op', '=', 'revoke')
      .where('version', '<=', version)
      .execute();
    await db.deleteFrom('sync_mark').where('team_id', '=', team_id).where('at', '<', at).execute();
  }
}
