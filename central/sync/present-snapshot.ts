import type { Trx } from '../db/connect.ts';
import { currentEpoch, HistoryMoved } from '../db/meta.ts';
import { snapshot } from '../db/transaction.ts';
import type { Services } from '../services.ts';

/** A consistent view of the history that there is: begins an epoch first when the database has taken over from another one. */
export async function presentSnapshot<T>(
  { db, ids, clock }: Pick<Services, 'db' | 'ids' | 'clock'>,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  try {
    return await snapshot(db, work);
  } catch (error) {
    if (!(error instanceof HistoryMoved)) throw error;
  }
  await currentEpoch(db, ids, clock.now());
  return snapshot(db, work);
}
