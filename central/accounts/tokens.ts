import { createHash, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../shared/ports.ts';
import { SECOND } from '../../shared/time.ts';

/** Seconds that an access token is good for. */
export const ACCESS_SECONDS = 15 * 60;
const ISSUER = 'callback-desk';

/**
 * Makes and reads the short-lived tokens of requests. Each names a session; rights are looked up, never
 * carried.
 */
export interface AccessTokens {
  issue(sessionId: string): Promise<string>;
  /**
   * The session that the token names; null when it is forged, foreign or too old. `present`: the key (hex) by
   * which alone it is judged, where it is known.
   */
  read(token: string, present?: string): Promise<string | null>;
}

/** Tokens made with one key for ever (hex), or with the one that `load` finds: it may be replaced. */
export function accessTokens(load: string | (() => Promise<string>), clock: Clock): AccessTokens {
  let known: string | null = null;
  const loaded = async (): Promise<string> => {
    known = typeof load === 'string' ? load : await load();
    return known;
  };
  const verified = async (token: string, key: string): Promise<string | null> => {
    try {
      const { payload } = await jwtVerify(token, Buffer.from(key, 'hex'), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        currentDate: new Date(clock.now()),
        // Whatever a token says of its own end.
        maxTokenAge: ACCESS_SECONDS,
      });
      return payload.sub ?? null;
    } catch {
      return null;
    }
  };
  return {
    async issue(sessionId) {
      const key = await loaded();
      const issuedAt = Math.floor(clock.now() / SECOND);
      return new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(sessionId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_SECONDS)
        .sign(Buffer.from(key, 'hex'));
    },
    async read(token, present) {
      if (present !== undefined) {
        known = present;
        return verified(token, present);
      }
      if (known !== null) {
        const sessionId = await verified(token, known);
        if (sessionId !== null) return sessionId;
      }
      return verified(token, await loaded());
    },
  };
}

/** A refresh token: 256 random bits, and the hash under which central knows it. */
export function freshRefreshToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** The form in which a refresh token is stored. Random input needs no salt. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** 32 random bytes, hex. */
export function freshSecret(): string {
  return randomBytes(32).toString('hex');
}
