import { sql } from 'kysely';
import type { Database, Queryable, Trx } from './connect.ts';

/** What central knows of a desk under its present client id. */
export interface ClientState {
  /** Highest sequence that was taken, and the mutation under it. */
  lastSeq: number;
  lastId: string | null;
  deviceId: string | null;
  seenAt: number;
  readAt: number | null;
  unsent: number | null;
  clockOffset: number | null;
  /** Its last contact with nothing unsent, and the version that it had then. */
  cleanAt: number | null;
  cleanVersion: number | null;
}

/** A desk as it was last met; null before its first contact and for the client of another account. */
export async function clientState(
  trx: Trx,
  clientId: string,
  accountId: string,
): Promise<ClientState | null> {
  const row = await trx
    .selectFrom('sync_client')
    .select([
      'last_seq as lastSeq',
      'last_id as lastId',
      'device_id as deviceId',
      'last_seen_at as seenAt',
      'read_at as readAt',
      'unsent',
      'clock_offset as clockOffset',
      'clean_at as cleanAt',
      'clean_version as cleanVersion',
    ])
    .where('id', '=', clientId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ?? null;
}

/** When any desk of a person last read what central had; null: none ever did. */
export async function lastRead(trx: Trx, accountId: string): Promise<number | null> {
  const { at } = await trx
    .selectFrom('sync_client')
    .select((row) => row.fn.max<number | null>('read_at').as('at'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return at;
}

/**
 * A contact of a desk. `clockOffset`: what its clock is ahead of ours, ms; null leaves the one we know.
 * `clean`: the version that it has when it has nothing unsent; null: it has, or did not say.
 */
export interface Contact {
  clientId: string;
  accountId: string;
  deviceId: string | null;
  now: number;
  /** Up to when it has read what we had; null: it was given nothing to read. */
  readAt: number | null;
  unsent: number | null;
  clockOffset: number | null;
  clean: number | null;
}

/**
 * Keeps when a desk was in contact and how much waits there; never touches the client of another account. A
 * client that a push holds locked is left to the push: a pull never waits for one.
 */
export async function recordContact(db: Database, contact: Contact): Promise<void> {
  const { clientId, accountId, deviceId, now, readAt, unsent, clockOffset, clean } = contact;
  const cleaned = clean === null ? null : { clean_at: now, clean_version: clean, clean_offset: clockOffset };
  const { numInsertedOrUpdatedRows: made } = await db
    .insertInto('sync_client')
    .values({
      id: clientId,
      account_id: accountId,
      last_seq: 0,
      device_id: deviceId,
      last_seen_at: now,
      read_at: readAt,
      unsent,
      clock_offset: clockOffset,
      ...cleaned,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  if (made) return;
  await sql`
    with free as (
      select id from sync_client where id = ${clientId} and account_id = ${accountId} for update skip locked
    )
    update sync_client set device_id = ${deviceId}, last_seen_at = ${now},
      read_at = coalesce(${readAt}::bigint, read_at), unsent = ${unsent},
      clock_offset = coalesce(${clockOffset}::bigint, clock_offset),
      clean_at = coalesce(${cleaned?.clean_at ?? null}::bigint, clean_at),
      clean_version = coalesce(${clean}::bigint, clean_version),
      clean_offset = case when ${clean}::bigint is null then clean_offset else ${clockOffset}::bigint end
    from free where sync_client.id = free.id`.execute(db);
}

/** A desk that only waits is in contact too; written when the last time was before `since`. */
export async function touchDevice(
  db: Database,
  device: { accountId: string; deviceId: string },
  now: number,
  since: number,
): Promise<void> {
  await db
    .updateTable('device')
    .set({ last_seen_at: now })
    .where('account_id', '=', device.accountId)
    .where('device_id', '=', device.deviceId)
    .where('last_seen_at', '<', since)
    .execute();
}

/** A desk as a team lead sees it. */
interface DeskRow {
  accountId: string;
  clientId: string;
  deviceName: string;
  lastSeenAt: number;
  unsent: number | null;
  clockOffset: number | null;
}

/**
 * The desks of a team that were in contact after `since`: per person and device the client that was met last.
 */
export async function desksOf(db: Queryable, teamId: string, since: number): Promise<DeskRow[]> {
  const { rows } = await sql<DeskRow>`
    select * from (
      select distinct on (client.account_id, client.device_id)
        client.account_id as "accountId", client.id as "clientId", device.name as "deviceName",
        greatest(client.last_seen_at, device.last_seen_at) as "lastSeenAt", client.unsent,
        client.clock_offset as "clockOffset"
      from sync_client client
      join account on account.id = client.account_id
      join device on device.account_id = client.account_id and device.device_id = client.device_id
      where account.team_id = ${teamId}
      order by client.account_id, client.device_id, client.last_seen_at desc, client.id
    ) newest
    where "lastSeenAt" > ${since}
    order by "lastSeenAt" desc, "clientId"`.execute(db);
  return rows;
}
