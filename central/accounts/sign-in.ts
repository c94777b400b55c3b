import type { SignedInUser, SignInRequest, SignInResponse } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { normaliseAccount } from '../../shared/names.ts';
import { type AccountRow, accountByName, passwordHashOf, recordAudit } from '../db/accounts.ts';
import type { Queryable } from '../db/connect.ts';
import { installationIdOf } from '../db/namespace.ts';
import { deviceSecret, insertRefreshToken, insertSession, knownDeviceSecret } from '../db/sessions.ts';
import type { Services } from '../services.ts';
import { derivedDeviceSecret } from './device-secret.ts';
import { passwordFits } from './passwords.ts';
import { ACCESS_SECONDS, freshRefreshToken } from './tokens.ts';
import { checkWait, countTry, type Trying } from './tries.ts';

/** What a desk may know of the person who signed in. */
export function signedInUser(row: AccountRow): SignedInUser {
  return {
    id: row.id,
    account: row.account,
    name: row.name,
    staffNumber: row.staff_number,
    role: row.role,
    permissions: row.permissions,
    teamId: row.team_id,
    teamName: row.team_name,
  };
}

/**
 * Checks a password and counts the try, see `countTry`. The hash takes long and is made before, without a
 * connection. Answers the refusal.
 */
async function checkPassword(
  { db, clock, ids }: Services,
  { account, password, trying }: { account: AccountRow | null; password: string; trying: Trying },
): Promise<CodedError | null> {
  await checkWait(db, trying, clock.now());
  const fits = await passwordFits(account?.password_hash ?? null, password);
  return db.transaction().execute(async (trx) => {
    // A password that was reset meanwhile is another one.
    const hash = account && (await passwordHashOf(trx, account.id));
    const right = fits && hash === account?.password_hash;
    const now = clock.now();
    const refused = await countTry(trx, trying, { right, now });
    if (refused?.slowed) {
      const accountId = account?.id ?? null;
      await recordAudit(trx, { id: ids.uuid(), at: now, kind: 'sign_in_slowed', accountId, detail: {} });
    }
    return refused?.refusal ?? null;
  });
}

/** Keeps that somebody was turned away, and why; what they typed as an account stays out. */
async function refuse(
  { db, clock, ids }: Services,
  accountId: string | null,
  why: CodedError,
): Promise<never> {
  const detail = { reason: why.code };
  // Whoever does not wait is no news each time.
  if (why.code !== 'rate_limited')
    await recordAudit(db, { id: ids.uuid(), at: clock.now(), kind: 'sign_in_refused', accountId, detail });
  throw why;
}

/** Whether the password of this account was right on this device before. */
export async function isKnownDevice(db: Queryable, request: SignInRequest): Promise<boolean> {
  const account = await accountByName(db, normaliseAccount(request.account));
  return account !== null && (await knownDeviceSecret(db, account.id, request.device.id)) !== null;
}

/**
 * Opens a session. `address`: where the request comes from. Throws `wrong_credentials`, `rate_limited` (too
 * many wrong passwords from there or on this device) or, to those who know the password, `account_disabled`.
 */
export async function signIn(
  services: Services,
  request: SignInRequest,
  address: string,
): Promise<SignInResponse> {
  const { db, clock, ids, tokens } = services;
  const name = normaliseAccount(request.account);
  const account = await accountByName(db, name);
  const accountId = account?.id ?? null;
  const deviceId = request.device.id;
  const known = account !== null && (await knownDeviceSecret(db, account.id, deviceId)) !== null;
  const trying = { account: name, accountId, deviceId, known, address };
  const refusal = await checkPassword(services, { account, password: request.password, trying });
  if (refusal || !account) return refuse(services, accountId, refusal ?? new CodedError('wrong_credentials'));
  if (!account.active) return refuse(services, account.id, new CodedError('account_disabled'));

  const now = clock.now();
  const sessionId = ids.uuid();
  const refresh = freshRefreshToken();
  const secret = await db.transaction().execute(async (trx) => {
    await insertSession(trx, { id: sessionId, accountId: account.id, deviceId: request.device.id, now });
    await insertRefreshToken(trx, { hash: refresh.hash, sessionId, generation: 1, now });
    const device = { accountId: account.id, deviceId: request.device.id };
    const detail = { device: request.device.id };
    await recordAudit(trx, { id: ids.uuid(), at: now, kind: 'signed_in', accountId: account.id, detail });
    const fresh = await derivedDeviceSecret(trx, ids, device);
    return deviceSecret(trx, { ...device, name: request.device.name, fresh, now });
  });
  return {
    accessToken: await tokens.issue(sessionId),
    expiresIn: ACCESS_SECONDS,
    refreshToken: refresh.token,
    serverTime: now,
    user: signedInUser(account),
    installation: await installationIdOf(db, ids),
    deviceSecret: secret,
  };
}
