import { createHmac } from 'node:crypto';
import type { Ids } from '../../shared/ports.ts';
import type { Queryable } from '../db/connect.ts';
import { namespaceOf } from '../db/namespace.ts';

/**
 * The secret of a device that signs in for the first time, 32 bytes, hex. Made of the namespace, which is in
 * every backup: after a restore from one that does not know the device it is the same again, so that desk
 * files and sealed work of then open.
 */
export async function derivedDeviceSecret(
  db: Queryable,
  ids: Ids,
  { accountId, deviceId }: { accountId: string; deviceId: string },
): Promise<string> {
  const names = JSON.stringify(['device', accountId, deviceId]);
  return createHmac('sha256', await namespaceOf(db, ids))
    .update(names)
    .digest('hex');
}
