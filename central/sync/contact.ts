import type { PullRequest } from '../../shared/api/sync.ts';
import { SECOND } from '../../shared/time.ts';
import { type ClientState, recordContact, touchDevice } from '../db/desks.ts';
import type { Caller, Services } from '../services.ts';

/** A contact is written again when the last one is older, or when something about the desk changed. */
const FRESH = 30 * SECOND;

/**
 * Notes a pull behind its own view of the database: for the team lead's view of the desks, and as the time since which work of
 * this desk may be unsent. `heard`: the version that the answer brings; null: it brings nothing, because the desk must begin
 * anew and may then find work to send.
 */
export async function noteContact(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  caller: Caller,
  { clientId, unsent, deviceNow }: Pick<PullRequest, 'clientId' | 'unsent' | 'deviceNow'>,
  known: ClientState | null,
  heard: number | null,
): Promise<void> {
  const now = clock.now();
  const clean = unsent === 0 ? heard : null;
  const told = known?.unsent === unsent && known.deviceId === caller.deviceId;
  const isFresh = (at: number | null | undefined) =>
    at !== null && at !== undefined && Math.abs(now - at) < FRESH;
  const cleaned = clean === null || (known?.cleanVersion === clean && isFresh(known.cleanAt));
  if (told && cleaned && isFresh(known.seenAt)) return;
  const clockOffset = deviceNow === undefined ? null : deviceNow - now;
  const contact = {
    clientId,
    accountId: caller.id,
    deviceId: caller.deviceId,
    now,
    unsent,
    clockOffset,
    clean,
  };
  // Only the view suffers when this fails; the answer is there already.
  await recordContact(db, contact).catch(() => undefined);
}

/** Notes that a desk waits for news: it is in contact although it asks for no rows. */
export async function noteWait({ db, clock }: Pick<Services, 'db' | 'clock'>, caller: Caller): Promise<void> {
  const { id: accountId, deviceId } = caller;
  const now = clock.now();
  if (deviceId) await touchDevice(db, { accountId, deviceId }, now, now - FRESH).catch(() => undefined);
}
