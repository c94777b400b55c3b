import { sql } from 'kysely';
import type { Cursor, Digest } from '../../shared/api/sync.ts';
import type { Queryable, Trx } from './connect.ts';
import { type CopiedRows, copied } from './copied.ts';
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
 * Where a team's feed ends. The epoch is asked for here each time: a restore may begin one under a running
 * central. Throws `HistoryMoved` when the database took over from another one without anybody noticing.
 */
export async function headOf(trx: Trx, teamId: string): Promise<Cursor> {
  const { moved, ...head } = await trx
    .selectFrom('sync_commit')
    .innerJoin('sync_meta', (join) => join.onTrue())
    .select(['sync_meta.epoch', 'sync_commit.version', 'sync_commit.tag', HISTORY_MOVED.as('moved')])
    .where('sync_commit.team_id', '=', teamId)
    .orderBy('sync_commit.version', 'desc')
    .limit(1)
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

/** The columns of a snapshot's cases. */
export const SNAPSHOT = {
  /** `["id",version,"sum",queue]`; the queue is null when it is not of this version or shape. */
  head: 0,
  /** The document and a line end, and none before. */
  line: 1,
  /** Where the sum is to be put, which is not of this version; null: it is there. */
  sumAt: 2,
  /** `closed.due.id` */
  key: 3,
  /** As a page counts: one row more than fits, when there is one. */
  found: 4,
} as const;

/** Cases of a snapshot as bytes: to make strings of them costs more than all else about a page. */
interface SnapshotRows {
  cases: CopiedRows;
  /** The key of the last one, when others follow. */
  last: string | null;
}

/** The cases of a team; of an agent's those alone: who came from another team left cases there. */
type CasesOf = { team: string; agent?: string };

/** How much a page may have. The row that goes beyond `bytes` is still in it. */
export interface PageSize {
  rows: number;
  bytes: number;
}

/** Rows in order, and whether there are others behind them. */
export interface PageOf<Row> {
  rows: Row[];
  more: boolean;
}

/** A scope in a team's feed: a person who changed teams has rows in the feeds of both. */
interface ScopeOf {
  teamId: string;
  scope: string;
}

/** `found` counts one row more than fits, when there is one. */
function pageOf<Row>(rows: (Row & { found: number })[], size: PageSize): PageOf<Row> {
  const fitting = rows.slice(0, size.rows);
  return { rows: fitting, more: (rows[0]?.found ?? 0) > fitting.length };
}

/**
 * One page of a person's cases, the most urgent first, behind `after`. `shape`: of the places in the queue. A
 * document of another program may have line ends between its values: they go, and its sum with them.
 */
export async function snapshotPage(
  trx: Trx,
  of: CasesOf,
  after: SnapshotKey | null,
  size: PageSize,
  shape: number | null,
): Promise<SnapshotRows> {
  const { lit } = sql;
  const mine = of.agent === undefined ? lit(true) : sql`assignee_id = ${lit(of.agent)}`;
  const behind = after
    ? sql`(closed, due_at, id) > (${lit(after.closed)}, ${lit(after.dueAt)}, ${lit(after.id)}::uuid)`
    : lit(true);
  const cases = await copied(
    trx,
    sql`
    select start || coalesce(sum, repeat('0', 40)) || '",' || coalesce(queue::text, 'null') || ']',
      doc || chr(10), case when sum is null then length(start)::text end,
      closed::integer || '.' || due_at || '.' || id, found::text
    from (
      select *, '["' || id || '",' || version || ',"' as start, count(*) over () as found,
        row_number() over in_order as place,
        sum(octet_length(doc)) over in_order - octet_length(doc) as before
      from (
        select id, closed, due_at, version, replace(doc::text, chr(10), ' ') as doc,
          case when queue_version = version and strpos(doc::text, chr(10)) = 0 then sum end as sum,
          case when queue_version = version and queue_shape = ${lit(shape)}::integer then queue end as queue
        from case_ where team_id = ${lit(of.team)} and ${mine} and ${behind}
        order by closed, due_at, id limit ${lit(size.rows + 1)}
      ) candidate
      window in_order as (order by closed, due_at, id)
    ) page
    where before < ${lit(size.bytes)} and place <= ${lit(size.rows)}
    order by closed, due_at, id`,
    Object.keys(SNAPSHOT).length,
  );
  const more = cases.count > 0 && Number(cases.text(0, SNAPSHOT.found)) > cases.count;
  return { cases, last: more ? cases.text(cases.count - 1, SNAPSHOT.key) : null };
}

/** Calls to numbers, as the team's feed of a scope has them, behind the id `after`. */
export async function numbersPage(
  trx: Trx,
  { teamId, scope }: ScopeOf,
  after: string,
  size: PageSize,
): Promise<PageOf<FeedRow>> {
  const { rows } = await sql<FeedRow & { found: number }>`
    select ${scope} as scope, id, version, 'calls' as entity, 'put' as op, doc, found
    from (
      select *, count(*) over () as found,
        sum(octet_length(doc)) over (order by id) - octet_length(doc) as before
      from (
        select entity_id as id, version, number_row.doc::text as doc
        from sync_change join number_row on number_row.id = sync_change.entity_id::uuid
        where scope = ${scope} and team_id = ${teamId}::uuid and entity = 'calls' and op = 'put'
          and entity_id > ${after}
        order by entity_id limit ${size.rows + 1}
      ) candidate
    ) page
    where before < ${size.bytes}
    order by id`.execute(trx);
  return pageOf(rows, size);
}

/** How many calls to numbers a scope has. */
export async function countNumbers(trx: Trx, { teamId, scope }: ScopeOf): Promise<number> {
  const query = trx
    .selectFrom('sync_change')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('scope', '=', scope)
    .where('team_id', '=', teamId)
    .where('entity', '=', 'calls')
    .where('op', '=', 'put');
  return (await query.executeTakeFirstOrThrow()).count;
}

/** How many cases a person's snapshot has. */
export async function countCases(trx: Trx, of: CasesOf): Promise<number> {
  const all = trx
    .selectFrom('case_')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('team_id', '=', of.team);
  const mine = of.agent === undefined ? all : all.where('assignee_id', '=', of.agent);
  return (await mine.executeTakeFirstOrThrow()).count;
}

/** Members and documents of the team, as the feed has them. */
export async function commonRows(trx: Trx, { teamId, scope }: ScopeOf): Promise<FeedRow[]> {
  const whole = { rows: Number.MAX_SAFE_INTEGER - 1, bytes: Number.MAX_SAFE_INTEGER };
  return (await changedRows(trx, { teamId, scopes: [scope] }, { version: 0 }, whole)).rows;
}

/** A place in the feed: behind a version, or behind a row in the midst of it. */
export interface FeedPlace {
  version: number;
  row?: Pick<FeedRow, 'scope' | 'entity' | 'id'> | undefined;
}

/** Where each scope goes on: they are read one behind the other within a version. */
function beginnings(scopes: readonly string[], { version, row }: FeedPlace) {
  const cut = row ? scopes.indexOf(row.scope) : -1;
  return scopes.map((_, index) => {
    if (!row || index < cut) return { version: version + 1, entity: '', id: '' };
    return index === cut ? { version, entity: row.entity, id: row.id } : { version, entity: '', id: '' };
  });
}

/**
 * What a team's feed of these scopes says behind a place (and up to the version `upTo`), in its order, with
 * the version of the row that follows each. Each scope is read along its index only as far as the page needs:
 * what lies behind it costs nothing.
 */
export async function changedRows(
  trx: Trx,
  { teamId, scopes }: { teamId: string; scopes: readonly string[] },
  from: FeedPlace,
  size: PageSize,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<PageOf<FeedRow & { next: number | null }>> {
  const begin = beginnings(scopes, from);
  const limit = size.rows + 1;
  const { rows } = await sql<FeedRow & { next: number | null; found: number }>`
    select scope, id, version, entity, op, doc, next, found
    from (
      select *, count(*) over () as found, lead(version) over in_order as next,
        coalesce(sum(octet_length(doc)) over in_order, 0) - coalesce(octet_length(doc), 0) as before
      from (
        select change.n, change.scope, change.entity_id as id, change.version, change.entity, change.op,
          coalesce(subject.doc::text, document.doc::text, number.doc::text,
            case when member.id is not null then json_build_object('id', member.id, 'name', member.name,
              'staffNumber', member.staff_number, 'role', member.role,
              'active', member.active and member.team_id = change.team_id)::text end) as doc
        from (
          select found.*, asked.n
          from unnest(${scopes}::text[], ${begin.map(({ version }) => version)}::bigint[],
            ${begin.map(({ entity }) => entity)}::text[], ${begin.map(({ id }) => id)}::text[])
            with ordinality as asked (scope, version, entity, id, n)
          cross join lateral (
            select * from sync_change
            where sync_change.scope = asked.scope and sync_change.team_id = ${teamId}::uuid
              and sync_change.version <= ${upTo}
              and (sync_change.version, sync_change.entity, sync_change.entity_id)
                > (asked.version, asked.entity, asked.id)
            order by version, entity, entity_id limit ${limit}
          ) found
          order by version, n, entity, entity_id limit ${limit}
        ) change
        left join case_ subject
          on subject.id = case when change.entity = 'case' then change.entity_id::uuid end
        left join account member
          on member.id = case when change.entity = 'member' and change.op = 'put' then change.entity_id::uuid end
        left join library_document document
          on change.entity = 'document' and change.op = 'put'
          and document.team_id = change.team_id and document.id = change.entity_id
        left join number_row number
          on number.id = case when change.entity = 'calls' and change.op = 'put' then change.entity_id::uuid end
      ) candidate
      window in_order as (order by version, n, entity, id rows between unbounded preceding and current row)
    ) page
    where before < ${size.bytes}
    order by version, n, entity, id`.execute(trx);
  return pageOf(rows, size);
}

/** What each of these scopes holds of a team's feed, as count and sum of hashes modulo 2^40. */
export async function digestsOf(trx: Trx, teamId: string, scopes: readonly string[]): Promise<Digest[]> {
  // One scan per scope: grouping by the scope's text takes as long again as adding up.
  const { rows } = await sql<Digest>`
    select asked.scope, held.count, held.sum
    from unnest(${scopes}::text[]) with ordinality as asked (scope, place)
    cross join lateral (
      select count(*) as count, (coalesce(sum(hash), 0) % (1::bigint << 40))::bigint as sum
      from sync_change where sync_change.scope = asked.scope and team_id = ${teamId}::uuid and op = 'put'
    ) held
    order by asked.place`.execute(trx);
  return rows;
}
