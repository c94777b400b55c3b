import type { SignedInUser, SignInRequest, SignInResponse } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { MINUTE } from '../../shared/time.ts';
import { type AccountRow, accountByName, lockAccount, recordAudit, setTries } from '../db/accounts.ts';
import { deviceSecret, insertRefreshToken, insertSession } from '../db/sessions.ts';
import type { Services } from '../services.ts';
import { derivedDeviceSecret } from './device-secret.ts';
import { normaliseAccount } from './names.ts';
import { passwordFits } from './passwords.ts';
import { ACCESS_SECONDS, freshRefreshToken } from './tokens.ts';

const MAX_WRONG = 5;
const LOCK = 15 * MINUTE;

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
 * Checks a password and counts the try under the account's lock, so that parallel guesses cannot outrun the
 * count: one too many learns nothing. The hash takes long and is made before, without a connection. Answers
 * the refusal.
 */
async function checkPassword(
  services: Services,
  account: AccountRow,
  password: string,
): Promise<CodedError | null> {
  const { db, clock, ids } = services;
  const fits = await passwordFits(account.password_hash, password);
  return db.transaction().execute(async (trx) => {
    const { failedAttempts, lockedUntil, passwordHash } = await lockAccount(trx, account.id);
    const now = clock.now();
    const locked = (until: number) =>
      new CodedError('account_locked', { minutes: Math.max(1, Math.ceil((until - now) / MINUTE)) });
    if (lockedUntil > now) return locked(lockedUntil);
    // A password that was reset meanwhile is another one.
    if (fits && passwordHash === account.password_hash) {
      await setTries(trx, account.id, { failedAttempts: 0, lockedUntil: 0 });
      return null;
    }
    if (failedAttempts + 1 < MAX_WRONG) {
      await setTries(trx, account.id, { failedAttempts: failedAttempts + 1, lockedUntil: 0 });
      return new CodedError('wrong_credentials');
    }
    await setTries(trx, account.id, { failedAttempts: 0, lockedUntil: now + LOCK });
    const id = ids.uuid();
    await recordAudit(trx, { id, at: now, kind: 'account_locked', accountId: account.id, detail: {} });
    return locked(now + LOCK);
  });
}

/** Keeps that somebody was turned away, and why; what they typed as an account stays out. */
async function refuse(
  { db, clock, ids }: Services,
  accountId: string | null,
  why: CodedError,
): Promise<never> {
  const detail = { reason: why.code };
  await recordAudit(db, { id: ids.uuid(), at: clock.now(), kind: 'sign_in_refused', accountId, detail });
  throw why;
}

/**
 * Opens a session. Throws `wrong_credentials`, `account_locked` (five wrong passwords: 15 minutes) or, to
 * those who know the password, `account_disabled`.
 */
export async function signIn(services: Services, request: SignInRequest): Promise<SignInResponse> {
  const { db, clock, ids, tokens } = services;
  const account = await accountByName(db, normaliseAccount(request.account));
  if (!account) {
    await passwordFits(null, request.password);
    return refuse(services, null, new CodedError('wrong_credentials'));
  }
  const refusal = await checkPassword(services, account, request.password);
  if (refusal) return refuse(services, account.id, refusal);
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
    deviceSecret: secret,
  };
}
