import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { CodedError } from '../../shared/errors.ts';
import { DAY, MINUTE, SECOND } from '../../shared/time.ts';
import type { Queryable, Trx } from '../db/connect.ts';
import { forgetTries, lockTries, setTries, waitOf } from '../db/tries.ts';

/** Wrong passwords of before are forgotten after so long without one. */
export const TRIES_KEPT = DAY;

/** The first wait; each further wrong password doubles it. */
const FIRST_WAIT = 5 * SECOND;

/** Where tries are counted: so many wrong ones are free, and a wait has an end. */
interface Count {
  key: string;
  accountId: string | null;
  free: number;
  longest: number;
}

/** Who tries to sign in, and from where. */
export interface Trying {
  account: string;
  accountId: string | null;
  deviceId: string;
  /** The password of this account was right on this device before. */
  known: boolean;
  address: string;
}

/**
 * What counts as one place of the network: an IPv4 address, or the 64 bits of an IPv6 address that one
 * subscriber has.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1] ?? plain;
  if (isIPv4(mapped) || !isIPv6(plain)) return mapped;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail === undefined ? 0 : tail.split(':').filter(Boolean).length;
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - rest)).fill('0');
  const all = [...groups, ...zeros, ...(tail ?? '').split(':').filter(Boolean)];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function keyOf(...words: string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex');
}

/**
 * The counts of a try, its own first. A device that is known has one of its own, so that nobody else's tries
 * make it wait. Accounts that do not exist are counted like others.
 */
function countsOf({ account, accountId, deviceId, known, address }: Trying): Count[] {
  const own = { accountId, free: 4, longest: 15 * MINUTE };
  if (known && accountId) return [{ ...own, key: keyOf('device', accountId, deviceId) }];
  const network = networkOf(address);
  return [
    { ...own, key: keyOf('account', account, network) },
    { accountId: null, free: 50, longest: MINUTE, key: keyOf('network', network) },
  ];
}

function waiting(until: number, now: number): CodedError {
  return new CodedError('rate_limited', { seconds: Math.ceil((until - now) / SECOND) });
}

/** Throws `rate_limited` when the next try must wait, before anything costly is done. */
export async function checkWait(db: Queryable, trying: Trying, now: number): Promise<void> {
  const keys = countsOf(trying).map(({ key }) => key);
  const until = await waitOf(db, keys);
  if (until > now) throw waiting(until, now);
}

/**
 * Counts a try whose password was looked at: of those at the same time only the free ones learn whether it
 * was right. Answers why it is refused, and whether the next one must wait; null when it was right.
 */
export async function countTry(
  trx: Trx,
  trying: Trying,
  { right, now }: { right: boolean; now: number },
): Promise<{ refusal: CodedError; slowed: boolean } | null> {
  const counts = countsOf(trying);
  const [own] = counts;
  const found = new Map<Count, Awaited<ReturnType<typeof lockTries>>>();
  // In one order, so that two tries never wait for each other.
  for (const count of counts) found.set(count, await lockTries(trx, count.key, count.accountId));
  const until = Math.max(...[...found.values()].map(({ waitUntil }) => waitUntil));
  if (until > now) return { refusal: waiting(until, now), slowed: false };
  if (right) {
    if (own) await forgetTries(trx, { key: own.key });
    return null;
  }
  let slowed = false;
  for (const [{ key, free, longest }, { wrong: before, lastAt }] of found) {
    const wrong = lastAt + TRIES_KEPT < now ? 1 : before + 1;
    const wait = wrong > free ? Math.min(longest, FIRST_WAIT * 2 ** Math.min(20, wrong - free - 1)) : 0;
    await setTries(trx, key, { wrong, waitUntil: wait > 0 ? now + wait : 0, lastAt: now });
    slowed ||= wait > 0;
  }
  return { refusal: new CodedError('wrong_credentials'), slowed };
}
