import type { ErrorCode } from '../errors.ts';

/** What was said on the telephone. */
const FACTS: readonly string[] = ['logAttempt', 'correctAttempt'];
/** Refusals of a request as such: central has nothing of what it refused so. */
const NOT_KEPT: readonly ErrorCode[] = ['payload_too_large', 'invalid_input'];

/**
 * Whether a person may put a refusal away. What was said on the telephone is never thrown away, also not by
 * the one who said it; what central refused by itself it keeps, word for word, so that putting the refusal
 * away loses nothing.
 */
export function mayDismiss(name: string, code: ErrorCode | null): boolean {
  return !FACTS.includes(name) || (code !== null && !NOT_KEPT.includes(code));
}
