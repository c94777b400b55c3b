import { sql } from 'kysely';
import type { Queryable, Trx } from './connect.ts';

/** The last contact of a desk in which it reported nothing unsent. */
export interface CleanContact {
  at: number;
  /** Version of the team's feed that it heard of then. */
  version: number;
  /** What its clock was ahead of ours, ms; null when it did not say. */
  clockOffset: number | null;
}

/** The last clean contact of a client; of its device when the client had none, for it may be the same desk under a new id. */
export async function cleanContact(
  db: Queryable,
  desk: { clientId: string; accountId: string; deviceId: string | null },
): Promise<CleanContact | null> {
  const { rows } = await sql<CleanContact>`
    select clean_at as at, clean_version as version, clean_offset as "clockOffset" from sync_client
    where account_id = ${desk.accountId} and clean_at is not null
      and (id = ${desk.clientId} or device_id = ${desk.deviceId})
    order by (id = ${desk.clientId}) desc, clean_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** When a person first signed in on a device; null: never, as far as is known here. */
export async function firstSignIn(
  db: Queryable,
  accountId: string,
  deviceId: string,
): Promise<number | null> {
  const row = await db
    .selectFrom('device')
    .select('created_at')
    .where('account_id', '=', accountId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row?.created_at ?? null;
}

/** Whose cases are and when they were imported; null: before that was kept. */
export async function importsOf(
  db: Queryable,
  ids: readonly string[],
): Promise<{ id: string; ownerId: string | null; importedAt: number | null }[]> {
  return db
    .selectFrom('case_')
    .select(['id', 'assignee_id as ownerId', 'imported_at as importedAt'])
    .where('id', 'in', ids)
    .execute();
}

/** From when to when a call was. */
export interface CallTimes {
  startedAt: number;
  endedAt: number;
}

/** A person's calls that reach into a span of time, as they were logged. */
export async function callsWithin(
  db: Queryable,
  authorId: string,
  span: { from: number; to: number },
): Promise<CallTimes[]> {
  const { rows } = await sql<CallTimes>`
    select least(started_at, ended_at, at) as "startedAt", least(ended_at, at) as "endedAt" from call_result
    where author_id = ${authorId} and corrects is null and ended_at >= ${span.from} and started_at <= ${span.to}
    `.execute(db);
  return rows;
}

/** When a person first looked up each of these cases by its number. */
export async function firstLookups(
  db: Queryable,
  accountId: string,
  caseIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; at: number }>`
    select subject.id, min(audit.at) as at
    from unnest(${caseIds}::text[]) as subject (id)
    join audit on audit.kind = 'lookup' and audit.account_id = ${accountId}
      and position(subject.id in audit.detail->>'cases') > 0
    group by subject.id`.execute(db);
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** The versions in which these cases left a scope. */
export async function revokedIn(
  db: Queryable,
  scope: string,
  caseIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('sync_change')
    .select(['entity_id', 'version'])
    .where('scope', '=', scope)
    .where('entity', '=', 'case')
    .where('entity_id', 'in', caseIds)
    .where('op', '=', 'revoke')
    .execute();
  return new Map(rows.map(({ entity_id, version }) => [entity_id, version]));
}

/** A time of which central lost what it knew. */
export interface HistoryGap {
  from: number;
  to: number;
}

/**
 * The time that a restore took from central; null: none. It begins with the last push that central still knows and ends with
 * the first one after the restore, at `now`. It is one with an earlier gap that ended less than `near` ms before.
 */
export async function historyGap(trx: Trx, now: number, near: number): Promise<HistoryGap | null> {
  const meta = await trx
    .selectFrom('sync_meta')
    .select(['gap_open', 'gap_from', 'gap_to'])
    .executeTakeFirst();
  if (!meta?.gap_open) return gapOf(meta);
  const { rows } = await sql<{ gap_from: number; gap_to: number }>`
    update sync_meta set gap_open = false, gap_to = ${now}::bigint, gap_from = case
      when gap_to > last.at - ${near}::bigint then gap_from else last.at end
    from (select coalesce(max(received_at), 0) as at from mutation) as last
    returning gap_from, gap_to`.execute(trx);
  return gapOf(rows[0]);
}

function gapOf(meta: { gap_from: number | null; gap_to: number | null } | undefined): HistoryGap | null {
  const { gap_from: from = null, gap_to: to = null } = meta ?? {};
  return from === null || to === null ? null : { from, to };
}
