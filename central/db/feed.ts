import { sql } from 'kysely';
import { sealedTag, sealingOf } from './commit-tag.ts';
import type { Queryable, Trx } from './connect.ts';
import type { EntityKind } from './tables.ts';

/** One line for the feed: a row entered or changed in a scope (`put`), or left it (`revoke`). */
export interface FeedEntry {
  scope: string;
  entity: EntityKind;
  entityId: string;
  op: 'put' | 'revoke';
}

/** What a commit told the feed: who waits on one of these scopes wants to know. */
export interface Publication {
  teamId: string;
  version: number;
  scopes: string[];
}

/**
 * Takes the team's next version and marks the commit with it. Call it as late as possible: the team's row
 * stays locked until the commit, which is what makes a version visible only together with everything below
 * it. The row itself does not change, so that its old versions do not pile up during a long backup.
 * `random`: what the mark is made of.
 */
export async function nextVersion(trx: Trx, teamId: string, random: string): Promise<number> {
  const sealing = await sealingOf(trx);
  await sql`select from team where id = ${teamId} for no key update`.execute(trx);
  // A statement of its own: it sees the commit of whoever held the row before.
  const version = (await newestVersion(trx, teamId)) + 1;
  const tag = sealing ? sealedTag(sealing, { teamId, version }, random) : random;
  await trx.insertInto('sync_commit').values({ team_id: teamId, version, tag }).execute();
  return version;
}

/** The newest version of a team's feed; 0: nothing was written yet. */
export async function newestVersion(db: Queryable, teamId: string): Promise<number> {
  const { version } = await db
    .selectFrom('sync_commit')
    .select((row) => row.fn.max<number | null>('version').as('version'))
    .where('team_id', '=', teamId)
    .executeTakeFirstOrThrow();
  return version ?? 0;
}

/** Writes entries under a version; the newest operation per scope and row replaces the older one. */
export async function writeFeed(
  trx: Trx,
  teamId: string,
  version: number,
  entries: FeedEntry[],
): Promise<Publication> {
  const newest = new Map(entries.map((entry) => [`${entry.scope} ${entry.entity} ${entry.entityId}`, entry]));
  const rows = [...newest.values()];
  // Arrays instead of a list of rows: one statement whose text never changes, however many rows there are.
  await sql`
    insert into sync_change (scope, team_id, entity, entity_id, version, op)
    select entry.scope, ${teamId}::uuid, entry.entity, entry.entity_id, ${version}::bigint, entry.op
    from unnest(${rows.map((row) => row.scope)}::text[], ${rows.map((row) => row.entity)}::text[],
      ${rows.map((row) => row.entityId)}::text[], ${rows.map((row) => row.op)}::text[])
      as entry (scope, entity, entity_id, op)
    on conflict (scope, entity, entity_id)
    do update set version = excluded.version, op = excluded.op, team_id = excluded.team_id`.execute(trx);
  return { teamId, version, scopes: [...new Set(rows.map((row) => row.scope))] };
}

/** `nextVersion` and `writeFeed` in one. */
export async function publish(
  trx: Trx,
  teamId: string,
  random: string,
  entries: FeedEntry[],
): Promise<Publication> {
  return writeFeed(trx, teamId, await nextVersion(trx, teamId, random), entries);
}

/** The newest version per scope of a team's feed above `version`. */
export async function changedScopes(
  db: Queryable,
  teamId: string,
  version: number,
): Promise<{ scope: string; version: number }[]> {
  return db
    .selectFrom('sync_change')
    .select((row) => ['scope', row.fn.max<number>('version').as('version')])
    .where('team_id', '=', teamId)
    .where('version', '>', version)
    .groupBy('scope')
    .execute();
}

/** Whether anything in these scopes of a team's feed is newer than `version`. */
export async function anyNewer(
  db: Queryable,
  teamId: string,
  scopes: string[],
  version: number,
): Promise<boolean> {
  const found = await db
    .selectFrom('sync_change')
    .select('version')
    .where('scope', 'in', scopes)
    .where('team_id', '=', teamId)
    .where('version', '>', version)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
