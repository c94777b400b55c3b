import { createDecipheriv, hkdfSync } from 'node:crypto';
import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import { KEY_PURPOSE, type Sealed, SealedUnsent } from '../../shared/api/unsent.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { derivedDeviceSecret } from '../accounts/device-secret.ts';
import { accountById } from '../db/accounts.ts';
import type { Database } from '../db/connect.ts';
import { knownDeviceSecret } from '../db/sessions.ts';
import type { Caller } from '../services.ts';
import { FeedHub } from '../sync/hub.ts';
import { push } from '../sync/push.ts';
import { PushBody } from '../sync/push-body.ts';

/** Mutations per push, as a desk sends them. */
const BATCH = 100;

export interface UnsentCounts {
  /** Whose work it is. */
  account: string;
  read: number;
  applied: number;
  /** Refused by the rules (for example a move that came too late); kept with their reason like any other. */
  refused: number;
  /** Entries that do not open: changed since the desk sealed them. */
  unreadable: number;
}

/**
 * What a sealed box holds, or null when the key is not the one that it was sealed with or the box was
 * changed.
 */
function unseal({ nonce, tag, box }: Sealed, key: Uint8Array): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), {
      authTagLength: 16,
    });
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(box, 'base64')), decipher.final()]);
  } catch {
    return null;
  }
}

const derived = (secret: Uint8Array, purpose: string) =>
  new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));

/**
 * Takes the unsent work that a desk sealed, in the name of the person whose it is: only that person's desk
 * and central know the key, so a file that opens is theirs. What came already by another way changes nothing.
 * @throws Error with a sentence for the terminal when the file is none of ours or does not open here.
 */
export async function importUnsent(
  { db, clock, ids }: { db: Database; clock: Clock; ids: Ids },
  text: string,
): Promise<UnsentCounts> {
  const file = parsed(text);
  const account = await accountById(db, file.accountId);
  const known = account && (await knownDeviceSecret(db, file.accountId, file.deviceId));
  // A device that a restored backup does not know yet has the secret that it will get again.
  const secret = known ?? (account && (await derivedDeviceSecret(db, ids, file)));
  const fileKey = secret && unseal(file.key, derived(Buffer.from(secret, 'hex'), KEY_PURPOSE.fileKey));
  if (!account || (!fileKey && !known)) {
    throw new Error(`The file is for the central at ${file.server}, not for this one.`);
  }
  if (!fileKey) throw new Error('The file does not open: it was changed since the desk wrote it.');
  const key = derived(fileKey, KEY_PURPOSE.unsentKey);
  const bodies = file.work.map((sealed) => unseal(sealed, key));
  const work = bodies.flatMap((body) => (body ? [JSON.parse(body.toString('utf8'))] : []));
  const caller: Caller = {
    id: account.id,
    role: account.role,
    permissions: account.permissions,
    teamId: account.team_id,
    sessionId: file.deviceId,
    deviceId: null,
  };
  const counts = { account: account.account, read: bodies.length, applied: 0, refused: 0 };
  const hub = new FeedHub(db);
  const clientId = ids.uuid();
  for (let from = 0; from < work.length; from += BATCH) {
    const mutations = work
      .slice(from, from + BATCH)
      .map((mutation, n) => ({ seq: from + n + 1, mutation, again: false, receipt: null }));
    const body = PushBody.parse({
      protocol: PROTOCOL_VERSION,
      clientId,
      deviceNow: clock.now(),
      mutations,
    });
    const { results } = await push({ db, clock, ids, hub }, caller, body);
    for (const { status } of results) counts[status === 'rejected' ? 'refused' : 'applied'] += 1;
  }
  return { ...counts, unreadable: bodies.length - work.length };
}

function parsed(text: string): SealedUnsent {
  try {
    return SealedUnsent.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('This is not a file with unsent work of a desk.', { cause });
  }
}
