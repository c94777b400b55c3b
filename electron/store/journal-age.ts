import { DAY } from '../../shared/time.ts';
import type { Meta } from './meta.ts';
import type { Outbox } from './outbox.ts';

/**
 * Backups of central are not older than this; only a mutation older than it needs no re-push after a restore.
 */
const JOURNAL_DAYS = 14;

/**
 * Forgets what central has had for so long that no backup of it is older. Any clock may jump and be set right
 * again, so that both have to say so, and to have said so a day before. `central`, `machine`: what the clocks
 * say now.
 */
export function forgetOld(
  { meta, outbox }: { meta: Meta; outbox: Outbox },
  central: number,
  machine: number,
): void {
  const look = meta.get('journalLook');
  const passed = look ? Math.min(central - look.central, machine - look.machine) : null;
  if (passed !== null && passed >= 0 && passed < DAY) return;
  meta.set('journalLook', { central, machine });
  const age = JOURNAL_DAYS * DAY;
  if (look && passed !== null && passed >= DAY) outbox.prune(look.central - age, look.machine - age);
}
