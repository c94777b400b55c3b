import type { SignedInUser, SignInRequest, SignInResponse } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { MINUTE } from '../../shared/time.ts';
import { type AccountRow, accountByName, countAttempt, recordAudit, setLock } from '../db/accounts.ts';
import { deviceSecret, insertRefreshToken, insertSession } from '../db/sessions.ts';
import type { Services } from '../services.ts';
import { normaliseAccount } from './names.ts';
import { passwordFits } from './passwords.ts';
import { ACCESS_SECONDS, freshRefreshToken, freshSecret } from './tokens.ts';

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
    teamId: row.team_id,
    teamName: row.team_name,
  };
}

async function checkPassword(services: Services, account: AccountRow, password: string): Promise<void> {
  const { db, clock, ids } = services;
  const now = clock.now();
  const tries = await countAttempt(db, account.id, now);
  const locked = (until: number) =>
    new CodedError('account_locked', { minutes: Math.max(1, Math.ceil((until - now) / MINUTE)) });
  if (tries === null) throw locked(account.locked_until);
  if (tries <= MAX_WRONG && (await passwordFits(account.password_hash, password)))
    return setLock(db, account.id, 0);
  if (tries < MAX_WRONG) throw new CodedError('wrong_credentials');
  await setLock(db, account.id, now + LOCK);
  await recordAudit(db, {
    id: ids.uuid(),
    at: now,
    kind: 'account_locked',
    accountId: account.id,
    detail: {},
  });
  throw locked(now + LOCK);
}

/**
 * Opens a session. Throws `wrong_credentials`, `account_locked` (five wrong passwords: 15 minutes) or, to those who know the
 * password, `account_disabled`.
 */
export async function signIn(services: Services, request: SignInRequest): Promise<SignInResponse> {
  const { db, clock, ids, tokens } = services;
  const account = await accountByName(db, normaliseAccount(request.account));
  if (!account) {
    await passwordFits(null, request.password);
    throw new CodedError('wrong_credentials');
  }
  await checkPassword(services, account, request.password);
  if (!account.active) throw new CodedError('account_disabled');

  const now = clock.now();
  const sessionId = ids.uuid();
  const refresh = freshRefreshToken();
  const secret = await db.transaction().execute(async (trx) => {
    await insertSession(trx, { id: sessionId, accountId: account.id, deviceId: request.device.id, now });
    await insertRefreshToken(trx, { hash: refresh.hash, sessionId, generation: 1, now });
    return deviceSecret(trx, {
      accountId: account.id,
      deviceId: request.device.id,
      name: request.device.name,
      fresh: freshSecret(),
      now,
    });
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
