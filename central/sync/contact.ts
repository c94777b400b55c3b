import type { PullRequest } from '../../shared/api/sync.ts';
import { SECOND } from '../../shared/time.ts';
import { type ClientState, recordContact, touchDevice } from '../db/desks.ts';
import type { Caller, Services } from '../services.ts';

/** A contact is written again when the last one is older, or when something about the desk changed. */
const FRESH = 30 * SECOND;

/**
 * Notes a pull for the team lead's view of the desks, behind the pull's own view of the database. `read`: from when on the desk
 * knows what we had then; null: it was answered nothing.
 */
export async function noteContact(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  caller: Caller,
  { clientId, unsent, deviceNow }: Pick<PullRequest, 'clientId' | 'unsent' | 'deviceNow'>,
  known: ClientState | null,
  read: { at: number; news: boolean } | null,
): Promise<void> {
  const now = clock.now();
  const told = known?.unsent === unsent && known.deviceId === caller.deviceId;
  if (told && !read?.news && Math.abs(now - known.seenAt) < FRESH) return;
  const clockOffset = deviceNow === undefined ? null : deviceNow - now;
  const contact = {
    clientId,
    accountId: caller.id,
    deviceId: caller.deviceId,
    now,
    readAt: read?.at ?? null,
    unsent,
    clockOffset,
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
