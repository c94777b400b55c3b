import { type Selectable, sql } from 'kysely';
import type { PushResult } from '../../shared/api/sync.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';
import type { Tables } from './tables.ts';

export interface ClientRow {
  id: string;
  account_id: string;
  last_seq: number;
  last_id: string | null;
  read_at: number | null;
}

/**
 * Makes the desk's row when it is first met. Apart from long transactions: a pull must not wait for what they
 * insert.
 */
export async function meetClient(db: Queryable, id: string, accountId: string, now: number): Promise<void> {
  await db
    .insertInto('sync_client')
    .values({ id, account_id: accountId, last_seq: 0, last_seen_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** The desk's row, locked until the end of the transaction. */
export async function lockClient(trx: Trx, id: string, accountId: string, now: number): Promise<ClientRow> {
  await meetClient(trx, id, accountId, now);
  return trx
    .selectFrom('sync_client')
    .select(['id', 'account_id', 'last_seq', 'last_id', 'read_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** `clockOffset`: what the device's clock is ahead of central's, in milliseconds. */
export async function advanceClient(
  trx: Trx,
  id: string,
  seen: { lastSeq: number; lastId: string | null; deviceId: string | null; now: number; clockOffset: number },
): Promise<void> {
  await trx
    .updateTable('sync_client')
    .set({
      last_seq: seen.lastSeq,
      last_id: seen.lastId,
      device_id: seen.deviceId,
      last_seen_at: seen.now,
      clock_offset: seen.clockOffset,
    })
    .where('id', '=', id)
    .execute();
}

/** The results of mutations that central has, by mutation id. */
export async function storedResults(trx: Trx, ids: readonly string[]): Promise<Map<string, PushResult>> {
  const rows = await trx
    .selectFrom('mutation')
    .select(['id', 'result'])
    .where('id', '=', anyOf('uuid', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row.result as PushResult]));
}

/**
 * The results of what an account brings once more, by mutation id. What somebody else brought under an id is
 * theirs: whoever comes with anything but the very same learns nothing of it.
 */
export async function resultsFor(
  trx: Trx,
  accountId: string,
  mutations: readonly { id: string }[],
): Promise<Map<string, PushResult>> {
  const given = new Map(mutations.map((mutation) => [mutation.id, mutation]));
  const rows = await trx
    .selectFrom('mutation')
    .select(['id', 'result', 'account_id as by'])
    .select((row) => row.case().when('account_id', '<>', accountId).then(row.ref('body')).end().as('body'))
    .where('id', '=', anyOf('uuid', given.keys()))
    .execute();
  return new Map(
    rows.map(({ id, by, body, result }): [string, PushResult] => {
      const theirs = by !== accountId && JSON.stringify(body) !== JSON.stringify(given.get(id));
      return [id, theirs ? { ...NOT_YOURS, id } : (result as PushResult)];
    }),
  );
}

const NOT_YOURS: Omit<PushResult, 'id'> = { status: 'rejected', code: 'forbidden', params: {}, flags: [] };

/** What became of an account's own work among these, where it no longer waits. */
export async function settledResults(
  trx: Trx,
  accountId: string,
  ids: readonly string[],
): Promise<PushResult[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('mutation')
    .select('result')
    .where('id', 'in', ids)
    .where('account_id', '=', accountId)
    .where('status', '<>', 'waiting')
    .execute();
  return rows.map((row) => row.result as PushResult);
}

/**
 * When each of these mutations arrived and from whom, by its id. A call that came back with its receipt had
 * arrived before.
 */
export async function arrivalsOf(
  trx: Trx,
  ids: readonly string[],
): Promise<Map<string, { accountId: string; receivedAt: number }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; accountId: string; receivedAt: number }>`
    select mutation.id, account_id as "accountId",
      coalesce(call_result.received_at, mutation.received_at) as "receivedAt"
    from mutation left join call_result on call_result.id = mutation.id
    where mutation.id = any(${ids}::uuid[])`.execute(trx);
  return new Map(rows.map(({ id, ...arrival }) => [id, arrival]));
}

export interface StoredMutation {
  id: string;
  clientId: string;
  seq: number;
  accountId: string;
  name: string;
  receivedAt: number;
  body: unknown;
  result: PushResult;
  caseId: string | null;
  again: boolean;
  receipt: string | null;
}

/** Forgets the refusal of work that is judged again. */
export async function forgetRefusal(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('mutation').where('id', '=', id).where('status', '=', 'rejected').execute();
}

/** Keeps mutations as they came, with what became of them. */
export async function insertMutations(trx: Trx, mutations: readonly StoredMutation[]): Promise<void> {
  if (mutations.length === 0) return;
  const rows = mutations.map((mutation) => ({
    id: mutation.id,
    client_id: mutation.clientId,
    seq: mutation.seq,
    account_id: mutation.accountId,
    name: mutation.name,
    received_at: mutation.receivedAt,
    status: mutation.result.status,
    body: JSON.stringify(mutation.body),
    result: JSON.stringify(mutation.result),
    case_id: mutation.result.status === 'waiting' ? mutation.caseId : null,
    again: mutation.again,
    receipt: mutation.receipt,
  }));
  await trx.insertInto('mutation').values(rows).execute();
}

/**
 * Work that waits for one of these cases, in the order in which it came. Locked, so that it is applied once.
 */
export async function waitingFor(trx: Trx, caseIds: readonly string[]): Promise<StoredMutation[]> {
  if (caseIds.length === 0) return [];
  const rows = await trx
    .selectFrom('mutation')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('case_id', 'in', caseIds)
    .orderBy('received_at')
    .orderBy('client_id')
    .orderBy('seq')
    .forUpdate()
    .execute();
  return rows.map(storedMutation);
}

/** The cases of work that waits by an account, or that gives a case to it. */
export async function casesThatWaitFor(db: Queryable, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct case_id as id from mutation
    where status = 'waiting' and case_id is not null
      and (account_id = ${accountId} or name = 'reassign' and body->'args'->>'toId' = ${accountId})
    order by case_id`.execute(db);
  return rows.map(({ id }) => id);
}

/** The cases that work of a team's people waits for. */
export async function casesThatWaitIn(db: Queryable, teamId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('mutation')
    .innerJoin('account', 'account.id', 'mutation.account_id')
    .select('mutation.case_id')
    .distinct()
    .where('mutation.status', '=', 'waiting')
    .where('account.team_id', '=', teamId)
    .orderBy('mutation.case_id')
    .execute();
  return rows.flatMap(({ case_id }) => case_id ?? []);
}

/** Work that came before `before` and still waits, the oldest first; at most `limit`. */
export async function waitingSince(
  trx: Trx,
  before: number,
  names: readonly string[],
  limit: number,
): Promise<StoredMutation[]> {
  const rows = await trx
    .selectFrom('mutation')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('received_at', '<', before)
    // What is not understood yet waits as long as it takes.
    .where('case_id', 'is not', null)
    .where('name', 'in', names)
    .orderBy('received_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(storedMutation);
}

/** The place of work in the order of its arrival. */
export interface Arrived {
  receivedAt: number;
  clientId: string;
  seq: number;
}

/** Work that nobody understood, of whom and of which team. */
export interface NotUnderstood extends Arrived {
  id: string;
  body: unknown;
  accountId: string;
  teamId: string;
}

/**
 * Work that waits because central could not judge it, in the order of its arrival, behind `after`: no program
 * understood it yet, or its case or the rules of its team could not be read.
 */
export async function notUnderstood(
  db: Queryable,
  after: Arrived | null,
  limit: number,
): Promise<NotUnderstood[]> {
  const query = db
    .selectFrom('mutation')
    .innerJoin('account', 'account.id', 'mutation.account_id')
    .select(['mutation.id', 'received_at as receivedAt', 'client_id as clientId', 'seq', 'body'])
    .select(['account_id as accountId', 'account.team_id as teamId'])
    .where('mutation.status', '=', 'waiting')
    .where('case_id', 'is', null)
    .orderBy('received_at')
    .orderBy('client_id')
    .orderBy('seq')
    .limit(limit);
  if (!after) return query.execute();
  const { receivedAt, clientId, seq } = after;
  return query
    .where(sql<boolean>`(received_at, client_id, seq) > (${receivedAt}, ${clientId}::uuid, ${seq})`)
    .execute();
}

/** Lets work that is understood now wait for its case. Answers whether it still waited without one. */
export async function placeUnderCase(
  trx: Trx,
  { id, caseId }: { id: string; caseId: string },
  unknown: boolean,
): Promise<boolean> {
  const flags = unknown ? ['case_unknown'] : [];
  const result = { id, status: 'waiting', code: null, params: {}, flags };
  const { numUpdatedRows } = await trx
    .updateTable('mutation')
    .set({ case_id: caseId, result: JSON.stringify(result) })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('case_id', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** How much waits in a team, by whose work it is. */
export async function waitingOfTeam(db: Queryable, teamId: string): Promise<number> {
  const { count } = await db
    .selectFrom('mutation')
    .innerJoin('account', 'account.id', 'mutation.account_id')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('mutation.status', '=', 'waiting')
    .where('account.team_id', '=', teamId)
    .executeTakeFirstOrThrow();
  return count;
}

/** What became of work that waited. */
export async function settle(trx: Trx, results: readonly PushResult[]): Promise<void> {
  for (const result of results) {
    await trx
      .updateTable('mutation')
      .set({ status: result.status, result: JSON.stringify(result) })
      .where('id', '=', result.id)
      .execute();
  }
}

function storedMutation(row: Selectable<Tables['mutation']>): StoredMutation {
  return {
    id: row.id,
    clientId: row.client_id,
    seq: row.seq,
    accountId: row.account_id,
    name: row.name,
    receivedAt: row.received_at,
    body: row.body,
    result: row.result as PushResult,
    caseId: row.case_id,
    again: row.again,
    receipt: row.receipt,
  };
}
