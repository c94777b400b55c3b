import type { Trx } from '../db/connect.ts';
import { currentEpoch, HistoryMoved } from '../db/meta.ts';
import { snapshot } from '../db/transaction.ts';
import type { Services } from '../services.ts';

type Parts = Pick<Services, 'db' | 'ids' | 'clock'>;

/**
 * Works in the history that there is: begins an epoch first when the database has taken over from another
 * one.
 */
export async function inPresentHistory<T>({ db, ids, clock }: Parts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HistoryMoved)) throw error;
  }
  await currentEpoch(db, ids, clock.now());
  return work();
}

/** A consistent view of the history that there is. */
export function presentSnapshot<T>(parts: Parts, work: (trx: Trx) => Promise<T>): Promise<T> {
  return inPresentHistory(parts, () => snapshot(parts.db, work));
}
