import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { FactFlag } from '../../shared/case/history.ts';
import type { Kept } from '../../shared/mutation/apply.ts';
import { Instant } from '../../shared/time.ts';
import { freshSecret } from '../accounts/tokens.ts';
import type { Queryable } from '../db/connect.ts';
import { RECEIPT_KEY, sharedSecret } from '../db/secrets.ts';

/** What a receipt says beside its seal. */
const Said = z.object({ at: Instant, receivedAt: Instant, flags: z.array(FactFlag) });

/** The same text for the same content, in whatever order its fields came. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** The key of this central's receipts, which every backup holds: it is made before any work arrives. */
export function receiptKeyOf(db: Queryable): Promise<string> {
  return sharedSecret(db, RECEIPT_KEY, freshSecret());
}

/** Whose work it is, and the work as its desk sent it. */
export interface Sealed {
  accountId: string;
  body: unknown;
}

function sealOf(key: string, { accountId, body }: Sealed, said: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update([accountId, said, canonical(body)].join('\n'))
    .digest();
}

/** Proves to central itself, after it was put back, how it had taken this work. `key`: hex. */
export function receiptOf(key: string, work: Sealed, kept: Kept): string {
  const said = Buffer.from(JSON.stringify(kept)).toString('base64url');
  return `${said}.${sealOf(key, work, said).toString('base64url')}`;
}

/** How central had taken the work, if it was this central, this person and this work; else null. */
export function keptBy(key: string, work: Sealed, receipt: string): Kept | null {
  const [said = '', seal = ''] = receipt.split('.');
  const given = Buffer.from(seal, 'base64url');
  const right = sealOf(key, work, said);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  try {
    return Said.parse(JSON.parse(Buffer.from(said, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
