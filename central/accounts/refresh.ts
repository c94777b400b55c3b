import type { RefreshResponse } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { DAY } from '../../shared/time.ts';
import { accountById, recordAudit } from '../db/accounts.ts';
import { insertRefreshToken, lockToken, markTokenUsed, revokeSessions } from '../db/sessions.ts';
import type { Services } from '../services.ts';
import { signedInUser } from './sign-in.ts';
import { ACCESS_SECONDS, freshRefreshToken, hashToken } from './tokens.ts';

/** A session that nobody used for so long is over. */
export const IDLE_LIMIT = 90 * DAY;

/**
 * Exchanges a refresh token for its successor. A token stays good until a successor was used, because the
 * answer that carries one may get lost. A token from before that, or a sibling of the successor that won, was
 * stolen or copied: the session ends. Throws `session_expired` or `account_disabled`.
 */
export async function refreshSession(services: Services, refreshToken: string): Promise<RefreshResponse> {
  const { db, clock, ids, tokens } = services;
  const hash = hashToken(refreshToken);
  const now = clock.now();
  const successor = freshRefreshToken();
  const granted = await db.transaction().execute(async (trx) => {
    const found = await lockToken(trx, hash);
    if (!found) return null;
    const { session, generation } = found;
    // Whoever was disabled is told so, and not that the session is over.
    if (session.revoked_at !== null && !(await accountById(trx, session.account_id))?.active)
      throw new CodedError('account_disabled');
    if (session.revoked_at !== null || session.last_used_at + IDLE_LIMIT < now) return null;
    const first = generation === session.generation + 1;
    const repeated = generation === session.generation && session.used_hash === hash;
    if (!first && !repeated) {
      await revokeSessions(trx, { sessionId: session.id }, now);
      const detail = { sessionId: session.id };
      await recordAudit(trx, {
        id: ids.uuid(),
        at: now,
        kind: 'token_reused',
        accountId: session.account_id,
        detail,
      });
      return null;
    }
    await markTokenUsed(trx, { sessionId: session.id, generation, hash, now });
    await insertRefreshToken(trx, {
      hash: successor.hash,
      sessionId: session.id,
      generation: generation + 1,
      now,
    });
    return { sessionId: session.id, accountId: session.account_id };
  });
  if (!granted) throw new CodedError('session_expired');
  const account = await accountById(db, granted.accountId);
  if (!account?.active) throw new CodedError('account_disabled');
  return {
    accessToken: await tokens.issue(granted.sessionId),
    expiresIn: ACCESS_SECONDS,
    refreshToken: successor.token,
    serverTime: now,
    user: signedInUser(account),
  };
}
