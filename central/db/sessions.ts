import type { Permission, Role } from '../../shared/api/account.ts';
import type { Queryable, Trx } from './connect.ts';
import { TOKEN_KEY } from './secrets.ts';

/** The secret of a user's device, made at the first sign-in there: `fresh` is used then. */
export async function deviceSecret(
  db: Queryable,
  device: { accountId: string; deviceId: string; name: string; fresh: string; now: number },
): Promise<string> {
  const { secret } = await db
    .insertInto('device')
    .values({
      account_id: device.accountId,
      device_id: device.deviceId,
      name: device.name,
      secret: device.fresh,
      created_at: device.now,
      last_seen_at: device.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'device_id'])
        .doUpdateSet({ name: device.name, last_seen_at: device.now }),
    )
    .returning('secret')
    .executeTakeFirstOrThrow();
  return secret;
}

/** The secret of a device that signed in before; null for one that never did. */
export async function knownDeviceSecret(
  db: Queryable,
  accountId: string,
  deviceId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('device')
    .select('secret')
    .where('account_id', '=', accountId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row?.secret ?? null;
}

export async function insertSession(
  db: Queryable,
  session: { id: string; accountId: string; deviceId: string; now: number; pushUntil?: number },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      id: session.id,
      account_id: session.accountId,
      device_id: session.deviceId,
      generation: 0,
      used_hash: null,
      created_at: session.now,
      last_used_at: session.now,
      revoked_at: null,
      push_until: session.pushUntil ?? null,
    })
    .execute();
}

export async function insertRefreshToken(
  db: Queryable,
  token: { hash: string; sessionId: string; generation: number; now: number },
): Promise<void> {
  await db
    .insertInto('refresh_token')
    .values({
      hash: token.hash,
      session_id: token.sessionId,
      generation: token.generation,
      created_at: token.now,
    })
    .execute();
}

/** The token with its session, which stays locked until the end of the transaction. */
export async function lockToken(trx: Trx, hash: string) {
  const token = await trx.selectFrom('refresh_token').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (!token) return null;
  const session = await trx
    .selectFrom('session')
    .selectAll()
    .where('id', '=', token.session_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { generation: token.generation, session };
}

export async function markTokenUsed(
  trx: Trx,
  use: { sessionId: string; generation: number; hash: string; now: number },
): Promise<void> {
  await trx
    .updateTable('session')
    .set({ generation: use.generation, used_hash: use.hash, last_used_at: use.now })
    .where('id', '=', use.sessionId)
    .execute();
}

/** Ends one session, all of an account, or all. Answers how many. */
export async function revokeSessions(
  db: Queryable,
  which: { sessionId: string } | { accountId: string } | 'all',
  now: number,
): Promise<number> {
  const update = db.updateTable('session').set({ revoked_at: now }).where('revoked_at', 'is', null);
  const chosen =
    which === 'all'
      ? update
      : 'sessionId' in which
        ? update.where('id', '=', which.sessionId)
        : update.where('account_id', '=', which.accountId);
  const { numUpdatedRows } = await chosen.executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Who a session belongs to. */
interface Holder {
  id: string;
  role: Role;
  permissions: Permission[];
  teamId: string;
  deviceId: string;
  /** The key of access tokens at that moment; null: there is none. */
  tokenKey: string | null;
  /** The session may push until then and do nothing else. */
  pushUntil: number | null;
}

/** Who holds a living session; null when it ended or the account was disabled. */
export async function sessionHolder(db: Queryable, sessionId: string): Promise<Holder | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .leftJoin('secret', (join) => join.on('secret.name', '=', TOKEN_KEY))
    .select([
      'secret.value as tokenKey',
      'account.id as id',
      'account.role as role',
      'account.permissions as permissions',
      'account.team_id as teamId',
      'session.device_id as deviceId',
      'session.push_until as pushUntil',
    ])
    .where('session.id', '=', sessionId)
    .where('session.revoked_at', 'is', null)
    .where('account.active', '=', true)
    .executeTakeFirst();
  return row ?? null;
}
