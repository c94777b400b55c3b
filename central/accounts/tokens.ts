import { createHash, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../shared/ports.ts';
import { SECOND } from '../../shared/time.ts';

/** Seconds that an access token is good for. */
export const ACCESS_SECONDS = 15 * 60;
const ISSUER = 'callback-desk';

/** Makes and reads the short-lived tokens of requests. Each names a session; rights are looked up, never carried. */
export interface AccessTokens {
  issue(sessionId: string): Promise<string>;
  /** The session that the token names; null when it is forged, foreign or too old. */
  read(token: string): Promise<string | null>;
}

/** `key`: hex, shared by all processes on one database. */
export function accessTokens(key: string, clock: Clock): AccessTokens {
  const secret = Buffer.from(key, 'hex');
  return {
    issue(sessionId) {
      const issuedAt = Math.floor(clock.now() / SECOND);
      return new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(ISSUER)
        .setSubject(sessionId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_SECONDS)
        .sign(secret);
    },
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          currentDate: new Date(clock.now()),
        });
        return payload.sub ?? null;
      } catch {
        return null;
      }
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
