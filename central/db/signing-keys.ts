import type { Database, Queryable, Trx } from './connect.ts';

interface Device {
  accountId: string;
  deviceId: string;
}

/** Keeps the key of a device in the place of the one before. */
export async function keepSigningKey(
  db: Database,
  { accountId, deviceId }: Device,
  key: string,
): Promise<void> {
  await db
    .updateTable('device')
    .set({ signing_key: key })
    .where('account_id', '=', accountId)
    .where('device_id', '=', deviceId)
    .where((row) => row.or([row('signing_key', 'is', null), row('signing_key', '<>', key)]))
    .execute();
}

/** Whoever has the devices of an account, or of all (null), no longer is who they were. */
export async function forgetSigningKeys(trx: Trx, accountId: string | null): Promise<void> {
  const update = trx.updateTable('device').set({ signing_key: null });
  await (accountId === null ? update : update.where('account_id', '=', accountId)).execute();
}

/** A device of the account with that key, and whether the account may work; null: there is none. */
export async function deviceWithKey(
  db: Queryable,
  accountId: string,
  key: string,
): Promise<{ deviceId: string; active: boolean } | null> {
  const row = await db
    .selectFrom('device')
    .innerJoin('account', 'account.id', 'device.account_id')
    .select(['device.device_id as deviceId', 'account.active as active'])
    .where('device.account_id', '=', accountId)
    .where('device.signing_key', '=', key)
    .orderBy('device.last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export interface Challenge extends Device {
  challenge: string;
  epoch: string;
  expiresAt: number;
}

/** Keeps a challenge in the place of an earlier one of the same device, and forgets those that are over. */
export async function keepChallenge(trx: Trx, given: Challenge, now: number): Promise<void> {
  await trx
    .deleteFrom('challenge')
    .where((row) =>
      row.or([
        row('expires_at', '<', now),
        row.and([row('account_id', '=', given.accountId), row('device_id', '=', given.deviceId)]),
      ]),
    )
    .execute();
  await trx
    .insertInto('challenge')
    .values({
      challenge: given.challenge,
      account_id: given.accountId,
      device_id: given.deviceId,
      epoch: given.epoch,
      expires_at: given.expiresAt,
    })
    .execute();
}

/** The challenge, which is gone with this; null: there is none (any more). */
export async function takeChallenge(db: Queryable, challenge: string): Promise<Challenge | null> {
  const row = await db
    .deleteFrom('challenge')
    .where('challenge', '=', challenge)
    .returning([
      'challenge',
      'account_id as accountId',
      'device_id as deviceId',
      'epoch',
      'expires_at as expiresAt',
    ])
    .executeTakeFirst();
  return row ?? null;
}
