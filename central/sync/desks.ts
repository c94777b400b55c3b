import type { DesksResponse } from '../../shared/api/desks.ts';
import { CodedError } from '../../shared/errors.ts';
import { DAY } from '../../shared/time.ts';
import { desksOf } from '../db/desks.ts';
import type { Caller, Services } from '../services.ts';

/** A desk that was silent for longer is no longer shown. */
const SHOWN = 30 * DAY;

/** The desks of the caller's team. Throws `forbidden` for agents. */
export async function teamDesks(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  caller: Caller,
): Promise<DesksResponse> {
  if (caller.role === 'agent') throw new CodedError('forbidden');
  const serverTime = clock.now();
  return { desks: await desksOf(db, caller.teamId, serverTime - SHOWN), serverTime };
}
