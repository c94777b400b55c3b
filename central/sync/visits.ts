import type { Mutation } from '../../shared/mutation/mutation.ts';
import { DAY } from '../../shared/time.ts';
import { lookUpsSince } from '../db/accounts.ts';
import type { Trx } from '../db/connect.ts';

/** Which cases a person looked up within a day of a moment, as far as these mutations need it. */
export async function visitsOf(
  trx: Trx,
  accountId: string,
  mutations: readonly Mutation[],
): Promise<(caseId: string, at: number) => boolean> {
  const times = mutations.filter(({ name }) => name === 'addNumber').map(({ at }) => at);
  if (times.length === 0) return () => false;
  const lookUps = await lookUpsSince(trx, accountId, Math.min(...times) - DAY);
  return (caseId, at) =>
    lookUps.some((lookUp) => lookUp.caseIds.includes(caseId) && Math.abs(at - lookUp.at) < DAY);
}
