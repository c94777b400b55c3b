import type { PullRequest } from '../../shared/api/sync.ts';
import { SECOND } from '../../shared/time.ts';
import { type ClientState, recordContact, touchDevice } from '../db/desks.ts';
import type { Caller, Services } from '../services.ts';

/** A contact is written again when the last one is older, or when something about the desk changed. */
const FRESH = 30 * SECOND;

/**
 * What a pull brought: what we had at that moment, to a desk that had the team's feed up to a version, and
 * whether there was news.
 */
export interface Brought {
  at: number;
  version: number;
  news: boolean;
}

/**
 * Notes a pull behind its own view of the database: for the team lead's view of the desks, and as the time
 * since which work of this desk may be unsent. `read`: from when on the desk knows what we had then; null: it
 * was answered nothing, because it must begin anew and may then find work to send.
 */
export async function noteContact(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  caller: Caller,
  { clientId, unsent, deviceNow }: Pick<PullRequest, 'clientId' | 'unsent' | 'deviceNow'>,
  known: ClientState | null,
  read: Brought | null,
): Promise<void> {
  const now = clock.now();
  const told = known?.unsent === unsent && known.deviceId === caller.deviceId;
  const clean = unsent === 0 && read ? read.version : null;
  const isFresh = (at: number | null | undefined) => typeof at === 'number' && Math.abs(now - at) < FRESH;
  const noted = clean === null || (known?.cleanVersion === clean && isFresh(known.cleanAt));
  if (told && noted && !read?.news && isFresh(known.seenAt)) return;
  const clockOffset = deviceNow === undefined ? null : deviceNow - now;
  const contact = {
    clientId,
    accountId: caller.id,
    deviceId: caller.deviceId,
    now,
    readAt: read?.at ?? null,
    unsent,
    clockOffset,
    clean,
  };
  // The answer is there already; a desk that says what it answers needs no note.
  await recordContact(db, contact).catch(() => undefined);
}

/** Notes that a desk waits for news: it is in contact although it asks for no rows. */
export async function noteWait({ db, clock }: Pick<Services, 'db' | 'clock'>, caller: Caller): Promise<void> {
  const { id: accountId, deviceId } = caller;
  const now = clock.now();
  if (deviceId) await touchDevice(db, { accountId, deviceId }, now, now - FRESH).catch(() => undefined);
}
