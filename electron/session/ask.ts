import type { SignInResponse } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { MINUTE, SECOND } from '../../shared/time.ts';
import type { Net } from '../sync/net.ts';

/** Somebody who wants to sign in. */
export interface Attempt {
  server: string;
  account: string;
  password: string;
}

export type Answer = { granted: SignInResponse } | { refusal: CodedError };

/** Asks central once; never throws. */
export async function ask(
  net: Net,
  { account, password }: Attempt,
  device: { id: string; name: string },
): Promise<Answer> {
  try {
    return { granted: await net.signIn({ account, password, device }) };
  } catch (error) {
    return {
      refusal: error instanceof CodedError ? error : new CodedError('internal', {}, { cause: error }),
    };
  }
}

/** What comes within so many ms; null: nothing did. */
export async function soon<T>(coming: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait before central is asked for the nth time again, ms: as it says, or longer each time. */
export function pause({ params }: CodedError, nth: number): number {
  if (typeof params.seconds === 'number') return params.seconds * SECOND;
  if (typeof params.minutes === 'number') return params.minutes * MINUTE;
  return Math.min(MINUTE, 5 * SECOND * 2 ** Math.min(nth, 10));
}
