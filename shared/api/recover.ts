import { z } from 'zod';
import { Instant } from '../time.ts';

/** The public half of a desk's signing key: Ed25519, 32 bytes, base64url. */
export const SigningKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** A desk whose session a central that was put back does not know asks to prove itself. */
export const ChallengeRequest = z.object({ accountId: z.uuid(), key: SigningKey });
export const ChallengeResponse = z.object({
  challenge: z.string().regex(/^[0-9a-f]{64}$/),
  /** The history that the desk would bring its work back to. */
  epoch: z.uuid(),
  serverTime: Instant,
});
export type ChallengeResponse = z.infer<typeof ChallengeResponse>;

export const RecoverRequest = ChallengeRequest.extend({
  challenge: ChallengeResponse.shape.challenge,
  /** Of `recoveryText`: 64 bytes, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type RecoverRequest = z.infer<typeof RecoverRequest>;

/** A session that may push and nothing else. There is no successor: a desk proves itself again. */
export const RecoverResponse = z.object({
  accessToken: z.string(),
  /** Seconds. */
  expiresIn: z.int().positive(),
  serverTime: Instant,
});
export type RecoverResponse = z.infer<typeof RecoverResponse>;

/** What a desk signs: it means nothing anywhere else. */
export function recoveryText({
  accountId,
  challenge,
  epoch,
}: {
  accountId: string;
  challenge: string;
  epoch: string;
}): string {
  return ['callback-desk recovery 1', epoch, accountId, challenge].join('\n');
}
