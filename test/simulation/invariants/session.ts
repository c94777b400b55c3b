import { idsFor } from '../chance.ts';
import type { World } from '../world.ts';

/**
 * I12: nobody has to sign in again for no reason: central was not put back, nobody closed the account
 * or reset its password, and the desk has its file, of which there is no copy.
 */
export async function checkSessions(world: World): Promise<void> {
  if (world.restored) return;
  const rows = await world.central.db
    .selectFrom('session')
    .select('device_id')
    .where('revoked_at', 'is not', null)
    .execute();
  const ended = new Set(rows.map((row) => row.device_id));
  for (const { name, user, cloned, lostSession } of world.desks)
    if (
      !cloned &&
      !lostSession &&
      !world.signedOut.has(user.account) &&
      ended.has(idsFor(name, 'device').uuid())
    )
      world.violated(`I12 the session of ${name} has ended`);
}
