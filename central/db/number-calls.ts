import { sql } from 'kysely';
import type { NumberCall } from '../../shared/case/number-calls.ts';
import { anyOf } from './any-of.ts';
import type { Database, Queryable, Trx } from './connect.ts';
import type { FeedEntry } from './feed.ts';

/** Key of the locks, with a share of all numbers, under which the calls to a number are written. */
const NUMBERS = 717_004;
/** Into so many shares, so that a transaction of many numbers needs few locks. */
const SHARES = 256;

function shareOf(number: string): number {
  return [...number].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % SHARES, 0);
}

/** A call as central has it: of whichever case. */
export interface StoredCall extends NumberCall {
  id: string;
  number: string;
  caseId: string;
}

/** An open case that may be called under a number, and who has it. */
export interface Holder {
  number: string;
  caseId: string;
  teamId: string;
  ownerId: string | null;
}

/** What is stored of a number. `id`, `doc`: of the row that desks have; null: none was made yet. */
export interface StoredNumber {
  number: string;
  id: string | null;
  doc: string | null;
  /** Its calls are still to be read from the histories. */
  unread: boolean;
}

/**
 * Holds these numbers until the transaction ends: what others wrote about them is seen afterwards. Behind the
 * cases and before the teams' counters, in one order, so that two transactions never wait for each other.
 */
export async function lockNumbers(trx: Trx, numbers: Iterable<string>): Promise<void> {
  const shares = [...new Set([...numbers].map(shareOf))].sort((a, b) => a - b);
  await sql`select pg_advisory_xact_lock(${NUMBERS}, share)
    from unnest(${shares}::integer[]) as share`.execute(trx);
}

/** Puts these calls in the place of all calls of some cases. */
export async function storeCalls(
  trx: Trx,
  caseIds: readonly string[],
  calls: readonly StoredCall[],
): Promise<void> {
  if (caseIds.length === 0) return;
  await trx.deleteFrom('number_call').where('case_id', '=', anyOf('uuid', caseIds)).execute();
  if (calls.length === 0) return;
  await sql`insert into number_call (id, number, case_id, started_at, ended_at, doubtful)
    select * from unnest(${calls.map(({ id }) => id)}::uuid[], ${calls.map(({ number }) => number)}::text[],
      ${calls.map(({ caseId }) => caseId)}::uuid[], ${calls.map(({ startedAt }) => startedAt)}::bigint[],
      ${calls.map(({ endedAt }) => endedAt)}::bigint[],
      ${calls.map(({ doubtful }) => doubtful === true)}::boolean[])
    on conflict (id) do nothing`.execute(trx);
}

/** What is about numbers, by number. */
export function byNumber<T extends { number: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.number);
    if (group) group.push(item);
    else groups.set(item.number, [item]);
  }
  return groups;
}

/** The calls to these numbers, oldest first. */
export async function callsTo(db: Queryable, numbers: Iterable<string>): Promise<StoredCall[]> {
  const rows = await db
    .selectFrom('number_call')
    .select(['id', 'number', 'case_id', 'started_at', 'ended_at', 'doubtful'])
    .where('number', '=', anyOf('text', numbers))
    .orderBy('ended_at')
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, number, case_id, started_at, ended_at, doubtful }) => ({
    id,
    number,
    caseId: case_id,
    startedAt: started_at,
    endedAt: ended_at,
    ...(doubtful && { doubtful }),
  }));
}

/** The open cases that may be called under these numbers. */
export async function holdersOf(db: Queryable, numbers: readonly string[]): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select asked.number, case_.id as "caseId", team_id as "teamId", assignee_id as "ownerId"
    from unnest(${numbers}::text[]) as asked (number)
    join case_ on (phone = asked.number or alt_phone = asked.number) and not closed`.execute(db);
  return rows;
}

/** Documents of all cases that may be, or might have been, called under these numbers. */
export async function documentsReachedBy(db: Queryable, numbers: readonly string[]): Promise<unknown[]> {
  const { rows } = await sql<{ doc: unknown }>`
    select doc from case_
    where phone = any(${numbers}::text[]) or alt_phone = any(${numbers}::text[])`.execute(db);
  return rows.map(({ doc }) => doc);
}

export async function storedNumbers(db: Queryable, numbers: Iterable<string>): Promise<StoredNumber[]> {
  return db
    .selectFrom('number_row')
    .select(['number', 'id', sql<string | null>`doc::text`.as('doc'), 'unread'])
    .where('number', '=', anyOf('text', numbers))
    .execute();
}

/** The scopes that have the rows of numbers, with the team whose feed says so. */
export async function scopesWith(
  db: Queryable,
  ids: readonly string[],
): Promise<{ scope: string; teamId: string; id: string }[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('sync_change')
    .select(['scope', 'team_id as teamId', 'entity_id as id'])
    .where('entity', '=', 'calls' satisfies FeedEntry['entity'])
    .where('entity_id', '=', anyOf('text', ids))
    .where('op', '=', 'put')
    .execute();
}

/** The row of a number as desks have it, and when it must be made again. */
export interface NumberRow {
  number: string;
  id: string;
  doc: string;
  dueAt: number;
}

export async function saveNumbers(trx: Trx, rows: readonly NumberRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into number_row (number, id, doc, due_at)
    select number, id, doc::json, due_at
    from unnest(${rows.map(({ number }) => number)}::text[], ${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ doc }) => doc)}::text[], ${rows.map(({ dueAt }) => dueAt)}::bigint[])
      as row (number, id, doc, due_at)
    on conflict (number) do update
      set id = excluded.id, doc = excluded.doc, due_at = excluded.due_at, unread = false`.execute(trx);
}

/** No desk needs the rows of these numbers any more. */
export async function dropNumbers(trx: Trx, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return;
  await trx.deleteFrom('number_row').where('number', '=', anyOf('text', numbers)).execute();
}

/** Numbers whose rows must be made again, the longest due first. */
export async function numbersDue(db: Queryable, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('number_row')
    .select('number')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ number }) => number);
}

/** Removes calls that ended before a time. */
export async function forgetCalls(db: Database, before: number): Promise<void> {
  await db.deleteFrom('number_call').where('ended_at', '<', before).execute();
}
