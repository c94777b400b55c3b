import { sql } from 'kysely';
import { DAY, SECOND } from '../../shared/time.ts';
import type { Queryable } from './connect.ts';

/** The last contact of a desk in which it reported nothing unsent. */
export interface CleanContact {
  at: number;
  /** Version of the team's feed that it had then. */
  version: number;
  /** What its clock was ahead of ours, ms; null when it did not say. */
  clockOffset: number | null;
}

/**
 * The last clean contact of a client; of its device when the client had none, for it may be the same desk
 * under a new id.
 */
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

/** A call of a person, as the ledger has it. */
export interface LedgerCall extends CallTimes {
  caseId: string;
}

/** Calls that began so close to each other on one case are one: nobody dials again so fast. */
export const ONE_MOMENT = SECOND;

/** The spans that calls cover together: calls over each other, as made up ones are, ask for the same once. */
function spansOf(times: readonly CallTimes[]): CallTimes[] {
  const spans: CallTimes[] = [];
  for (const { startedAt, endedAt } of times.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const last = spans.at(-1);
    if (last && startedAt <= last.endedAt + ONE_MOMENT) last.endedAt = Math.max(last.endedAt, endedAt);
    else spans.push({ startedAt, endedAt });
  }
  return spans;
}

/** A person's calls beside these, each once or twice: those that ended at most a day later. */
export async function callsBeside(
  db: Queryable,
  authorId: string,
  times: readonly CallTimes[],
): Promise<LedgerCall[]> {
  const spans = spansOf(times);
  const { rows } = await sql<LedgerCall>`
    select case_id as "caseId", least(started_at, ended_at, at) as "startedAt",
      least(ended_at, at) as "endedAt"
    from unnest(${spans.map(({ startedAt }) => startedAt)}::bigint[],
      ${spans.map(({ endedAt }) => endedAt)}::bigint[]) as call (started, ended)
    join call_result on author_id = ${authorId} and corrects is null and started_at <= call.ended + ${ONE_MOMENT}::bigint
      and ended_at between call.started - ${ONE_MOMENT}::bigint and call.ended + ${DAY}::bigint`.execute(db);
  return rows;
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
