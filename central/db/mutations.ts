import type { PushResult } from '../../shared/api/sync.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

export interface ClientRow {
  id: string;
  account_id: string;
  last_seq: number;
  last_id: string | null;
}

/** Makes the desk's row when it is first met. Apart from long transactions: a pull must not wait for what they insert. */
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
    .select(['id', 'account_id', 'last_seq', 'last_id'])
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

/**
 * The results of mutations that central has, by mutation id. What somebody else brought under an id is theirs: whoever comes
 * with anything but the very same learns nothing of it.
 */
export async function storedResults(
  trx: Trx,
  mutations: readonly { id: string }[],
  accountId: string,
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

export interface StoredMutation {
  id: string;
  clientId: string;
  seq: number;
  accountId: string;
  name: string;
  receivedAt: number;
  body: unknown;
  result: PushResult;
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
  }));
  await trx.insertInto('mutation').values(rows).execute();
}
