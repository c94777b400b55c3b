import { timesOf } from '../../shared/mutation/attempt.ts';
import type { LogAttempt, Mutation } from '../../shared/mutation/mutation.ts';
import {
  type CallTimes,
  callsWithin,
  cleanContact,
  firstLookups,
  firstSignIn,
  historyGap,
  importsOf,
  revokedIn,
} from '../db/call-times.ts';
import type { Trx } from '../db/connect.ts';
import type { Caller } from '../services.ts';
import { BROUGHT_AGAIN, type KnownOfCalls } from './doubts.ts';
import { agentScope } from './scopes.ts';

interface Arriving {
  caller: Caller;
  clientId: string;
  receivedAt: number;
  clockOffset: number;
}

/** What tells of the calls among these mutations whether they can have been made as they say. */
export async function knownOfCalls(
  trx: Trx,
  { caller, clientId, receivedAt, clockOffset }: Arriving,
  mutations: readonly Mutation[],
): Promise<KnownOfCalls> {
  const { id: accountId, deviceId, teamId } = caller;
  const calls = mutations.filter((each): each is LogAttempt => each.name === 'logAttempt');
  // Asked with every push: the first one after a restore ends the time of which nothing is known.
  const gap = await historyGap(trx, receivedAt, BROUGHT_AGAIN);
  const known = { author: { id: accountId, teamId }, receivedAt, clockOffset, gap };
  if (calls.length === 0)
    return {
      ...known,
      clean: null,
      since: null,
      imports: new Map(),
      lookups: new Map(),
      losses: new Map(),
      calls: [],
    };
  const ids = [...new Set(calls.map(({ args }) => args.caseId))];
  const clean = await cleanContact(trx, { clientId, accountId, deviceId });
  const cases = await importsOf(trx, ids);
  const foreign = cases.flatMap(({ id, ownerId }) => (ownerId === accountId ? [] : [id]));
  return {
    ...known,
    clean,
    since: clean === null && deviceId !== null ? await firstSignIn(trx, accountId, deviceId) : null,
    imports: new Map(
      cases.flatMap(({ id, importedAt }) => (importedAt === null ? [] : [[id, importedAt] as const])),
    ),
    lookups: foreign.length > 0 ? await firstLookups(trx, accountId, foreign) : new Map(),
    losses: foreign.length > 0 ? await revokedIn(trx, agentScope(accountId), foreign) : new Map(),
    calls: await callsWithin(
      trx,
      accountId,
      spanOf(
        calls.map((call) => timesOf(call, receivedAt)),
        (clean?.clockOffset ?? 0) - clockOffset,
      ),
    ),
  };
}

/** From the first of these calls to the last, wherever a corrected clock may have put them. */
function spanOf(calls: readonly CallTimes[], corrected: number): { from: number; to: number } {
  const from = calls.reduce((first, { startedAt }) => Math.min(first, startedAt), Infinity);
  const to = calls.reduce((last, { endedAt }) => Math.max(last, endedAt), 0);
  return { from: from - Math.abs(corrected), to: to + Math.abs(corrected) };
}
