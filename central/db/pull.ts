import { sql } from 'kysely';
import type { Cursor, Digest } from '../../shared/api/sync.ts';
import type { Queryable, Trx } from './connect.ts';
import { HISTORY_MOVED, HistoryMoved } from './meta.ts';
import type { EntityKind } from './tables.ts';

/** A row of the feed; `doc` is the stored document as JSON text, also of a case that was revoked. */
export interface FeedRow {
  scope: string;
  id: string;
  version: number;
  entity: EntityKind;
  op: 'put' | 'revoke';
  doc: string | null;
}

/**
 * Where a team's feed ends. The epoch is asked for here each time: a restore may begin one under a running central. Throws
 * `HistoryMoved` when the database took over from another one without anybody noticing.
 */
export async function headOf(trx: Trx, teamId: string): Promise<Cursor> {
  const { moved, ...head } = await trx
    .selectFrom('team')
    .innerJoin('sync_commit', (join) =>
      join.onRef('sync_commit.team_id', '=', 'team.id').onRef('sync_commit.version', '=', 'team.version'),
    )
    .innerJoin('sync_meta', (join) => join.onTrue())
    .select(['sync_meta.epoch', 'team.version', 'sync_commit.tag', HISTORY_MOVED.as('moved')])
    .where('team.id', '=', teamId)
    .executeTakeFirstOrThrow();
  if (moved) throw new HistoryMoved('the data lie in another history');
  return head;
}

/** The mark of a commit; null when the history does not have it (any more). */
export async function tagOf(db: Queryable, teamId: string, version: number): Promise<string | null> {
  const row = await db
    .selectFrom('sync_commit')
    .select('tag')
    .where('team_id', '=', teamId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.tag ?? null;
}

/** Whether the history below a version is too old for its marks to be kept. */
export async function isPruned(db: Queryable, teamId: string, version: number): Promise<boolean> {
  const { oldest } = await db
    .selectFrom('sync_commit')
    .select((row) => row.fn.min<number | null>('version').as('oldest'))
    .where('team_id', '=', teamId)
    .executeTakeFirstOrThrow();
  return oldest !== null && version < oldest;
}

/** Place of a case in a snapshot: open before closed, then by due time. */
export interface SnapshotKey {
  closed: boolean;
  dueAt: number;
  id: string;
}

export type SnapshotRow = SnapshotKey & { version: number; doc: string };

type CasesOf = { agent: string } | { team: string };

/** One page of a person's cases, the most urgent first, behind `after`. */
export async function snapshotPage(
  trx: Trx,
  of: CasesOf,
  after: SnapshotKey | null,
  limit: number,
): Promise<SnapshotRow[]> {
  const query = trx
    .selectFrom('case_')
    .select(['id', 'closed', 'due_at as dueAt', 'version', sql<string>`doc::text`.as('doc')])
    .orderBy('closed')
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit);
  const mine =
    'agent' in of ? query.where('assignee_id', '=', of.agent) : query.where('team_id', '=', of.team);
  if (!after) return mine.execute();
  return mine
    .where(sql<boolean>`(closed, due_at, id) > (${after.closed}, ${after.dueAt}, ${after.id}::uuid)`)
    .execute();
}

/** How many cases a person's snapshot has. */
export async function countCases(trx: Trx, of: CasesOf): Promise<number> {
  const query = trx.selectFrom('case_').select((row) => row.fn.countAll<number>().as('count'));
  const mine =
    'agent' in of ? query.where('assignee_id', '=', of.agent) : query.where('team_id', '=', of.team);
  return (await mine.executeTakeFirstOrThrow()).count;
}

/** Members and documents of the team, as the feed has them. */
export function commonRows(trx: Trx, scope: string): Promise<FeedRow[]> {
  return changedRows(trx, [scope], 0, {});
}

/**
 * What the feed of these scopes says above `version` (and up to `upTo`), in its order; at most `limit` rows. Each scope is read
 * along its index only as far as the page needs: what lies behind the page costs nothing.
 */
export async function changedRows(
  trx: Trx,
  scopes: string[],
  version: number,
  bounds: { upTo?: number; limit?: number },
): Promise<FeedRow[]> {
  const upTo = bounds.upTo ?? Number.MAX_SAFE_INTEGER;
  const limit = bounds.limit ?? null;
  const { rows } = await sql<FeedRow>`
    select change.scope, change.entity_id as id, change.version, change.entity, change.op,
      coalesce(subject.doc::text, document.doc::text,
        case when member.id is not null then json_build_object('id', member.id, 'name', member.name,
          'staffNumber', member.staff_number, 'role', member.role, 'active', member.active)::text end) as doc
    from (
      select found.* from unnest(${scopes}::text[]) as asked (scope)
      cross join lateral (
        select * from sync_change
        where sync_change.scope = asked.scope and version > ${version} and version <= ${upTo}
        order by version, entity, entity_id limit ${limit}
      ) found
      order by version, scope, entity, entity_id limit ${limit}
    ) change
    left join case_ subject
      on subject.id = case when change.entity = 'case' then change.entity_id::uuid end
    left join account member
      on member.id = case when change.entity = 'member' and change.op = 'put' then change.entity_id::uuid end
    left join library_document document
      on change.entity = 'document' and change.op = 'put'
      and document.team_id = change.team_id and document.id = change.entity_id
    order by change.version, change.scope, change.entity, change.entity_id`.execute(trx);
  return rows;
}

/** What each of these scopes holds, as count and sum of hashes modulo 2^40. */
export async function digestsOf(trx: Trx, scopes: readonly string[]): Promise<Digest[]> {
  // One scan per scope: grouping by the scope's text takes as long again as adding up.
  const { rows } = await sql<Digest>`
    select asked.scope, held.count, held.sum
    from unnest(${scopes}::text[]) with ordinality as asked (scope, place)
    cross join lateral (
      select count(*) as count, (coalesce(sum(hash), 0) % (1::bigint << 40))::bigint as sum
      from sync_change where sync_change.scope = asked.scope and op = 'put'
    ) held
    order by asked.place`.execute(trx);
  return rows;
}
