import { createPublicKey, verify } from 'node:crypto';
import {
  type ChallengeResponse,
  type RecoverRequest,
  type RecoverResponse,
  recoveryText,
} from '../../shared/api/recover.ts';
import { CodedError } from '../../shared/errors.ts';
import { MINUTE, SECOND } from '../../shared/time.ts';
import { recordAudit } from '../db/accounts.ts';
import type { Queryable } from '../db/connect.ts';
import { RECOVERY, recoveringSince, storedEpoch } from '../db/meta.ts';
import { insertSession } from '../db/sessions.ts';
import { deviceWithKey, keepChallenge, takeChallenge } from '../db/signing-keys.ts';
import type { Services } from '../services.ts';
import { ACCESS_SECONDS, freshSecret } from './tokens.ts';

/** A desk signs at once. */
const GOOD_FOR = 2 * MINUTE;

type Asking = Pick<RecoverRequest, 'accountId' | 'key'>;

/** Until when work comes back by itself. Throws `recovery_over`. */
async function recoveringUntil(db: Queryable, now: number): Promise<number> {
  const since = await recoveringSince(db, now);
  if (since === null) throw new CodedError('recovery_over');
  return since + RECOVERY;
}

/** The device that the key is of. Throws `recovery_refused` or `account_disabled`. */
async function deviceOf(db: Queryable, { accountId, key }: Asking): Promise<string> {
  const device = await deviceWithKey(db, accountId, key);
  if (!device) throw new CodedError('recovery_refused');
  if (!device.active) throw new CodedError('account_disabled');
  return device.deviceId;
}

/**
 * Something to sign for a desk whose session this central does not know because it was put back. Throws
 * `recovery_over` (on any other day), `recovery_refused` (no device has told that key) or `account_disabled`.
 */
export async function challengeFor({ db, clock }: Services, asking: Asking): Promise<ChallengeResponse> {
  const now = clock.now();
  await recoveringUntil(db, now);
  const deviceId = await deviceOf(db, asking);
  const epoch = await storedEpoch(db);
  const given = { challenge: freshSecret(), epoch };
  const { accountId } = asking;
  const kept = { ...given, accountId, deviceId, expiresAt: now + GOOD_FOR };
  await db.transaction().execute((trx) => keepChallenge(trx, kept, now));
  return { ...given, serverTime: now };
}

function isSigned(text: string, { key, signature }: RecoverRequest): boolean {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/**
 * Opens a session that may push and nothing else, until the days after the restore are over. A challenge is
 * good once, whatever becomes of it. Throws `recovery_over`, `account_disabled`, or `recovery_refused`: not
 * signed by that device, for another epoch, too late, or used before.
 */
export async function recoverSession(services: Services, request: RecoverRequest): Promise<RecoverResponse> {
  const { db, clock, ids, tokens } = services;
  const now = clock.now();
  const until = await recoveringUntil(db, now);
  const taken = await takeChallenge(db, request.challenge);
  const deviceId = await deviceOf(db, request);
  const { accountId } = request;
  const own = taken?.accountId === accountId && taken.deviceId === deviceId;
  const good = own && taken.expiresAt >= now && taken.epoch === (await storedEpoch(db));
  if (!good || !isSigned(recoveryText(taken), request)) throw new CodedError('recovery_refused');
  const sessionId = ids.uuid();
  await db.transaction().execute(async (trx) => {
    await insertSession(trx, { id: sessionId, accountId, deviceId, now, pushUntil: until });
    const detail = { deviceId };
    await recordAudit(trx, { id: ids.uuid(), at: now, kind: 'desk_recovered', accountId, detail });
  });
  const expiresIn = Math.max(1, Math.min(ACCESS_SECONDS, Math.floor((until - now) / SECOND)));
  return { accessToken: await tokens.issue(sessionId), expiresIn, serverTime: now };
}
