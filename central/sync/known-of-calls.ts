import { timesOf } from '../../shared/mutation/attempt.ts';
import type { LogAttempt, Mutation } from '../../shared/mutation/mutation.ts';
import { lookUpsSince } from '../db/accounts.ts';
import {
  type CallTimes,
  callsBeside,
  cleanContact,
  firstSignIn,
  importsOf,
  revokedIn,
} from '../db/call-times.ts';
import type { Trx } from '../db/connect.ts';
import { lastRestored, RECOVERY } from '../db/meta.ts';
import type { Caller } from '../services.ts';
import { type Claim, isClaim, type KnownOfCalls, LOOKED_UP, SAVED_LATE } from './doubts.ts';
import { agentScope } from './scopes.ts';

interface Arriving {
  caller: Caller;
  formerly: ReadonlyMap<string, number>;
  clientId: string;
  receivedAt: number;
  clockOffset: number;
}

/** The time that a restore took from central. */
async function gapOf(trx: Trx): Promise<KnownOfCalls['gap']> {
  const { at, to } = await lastRestored(trx);
  // Where nobody knows what is missing: as far back as desks keep what they sent.
  return at === null ? null : { from: to ?? at - RECOVERY, to: at };
}

const isCall = (claim: Claim): claim is LogAttempt => claim.name === 'logAttempt';

/** When it was done, as it says itself, moved by `shift`. */
function toldTimes(claim: Claim, receivedAt: number, shift = 0): CallTimes {
  if (isCall(claim)) return timesOf(claim, receivedAt, shift);
  const at = Math.min(claim.at + shift, receivedAt);
  return { startedAt: at, endedAt: at };
}

/** What tells of the claims among these mutations whether they can have been made as they say. */
export async function knownOfCalls(
  trx: Trx,
  { caller, formerly, clientId, receivedAt, clockOffset }: Arriving,
  mutations: readonly Mutation[],
): Promise<KnownOfCalls> {
  const claims = mutations.filter(isClaim);
  const { id: accountId, deviceId, teamId, role } = caller;
  const nothing = {
    ...NOTHING,
    author: { id: accountId, teamId, role, formerly },
    receivedAt,
    now: receivedAt,
    clockOffset,
  };
  if (claims.length === 0 && formerly.size === 0) return nothing;
  const clean = await cleanContact(trx, { clientId, accountId, deviceId });
  const since = clean === null && deviceId !== null ? await firstSignIn(trx, accountId, deviceId) : null;
  if (claims.length === 0) return { ...nothing, clean, since };
  const corrected = (clean?.clockOffset ?? 0) - clockOffset;
  const timesOfAll = (some: readonly Claim[]) =>
    [0, corrected].flatMap((shift) => some.map((claim) => toldTimes(claim, receivedAt, shift)));
  return {
    ...nothing,
    ...(await ofCases(trx, accountId, claims, timesOfAll(claims))),
    gap: await gapOf(trx),
    clean,
    since,
    calls: await callsBeside(trx, accountId, timesOfAll(claims.filter(isCall))),
  };
}

/** What is known of work that waited and claims nothing. */
export const knownOfOthers = (when: Pick<KnownOfCalls, 'author' | 'receivedAt' | 'now'>): KnownOfCalls => ({
  ...NOTHING,
  ...when,
});

/** The same of a claim that waited for its case; `importedAt`: when the case came in, if that is only now. */
export async function knownOfWaiting(
  trx: Trx,
  given: Pick<KnownOfCalls, 'author' | 'receivedAt' | 'now'> & { importedAt: number | null },
  claim: Claim,
): Promise<KnownOfCalls> {
  const { importedAt, ...when } = given;
  const { author, receivedAt } = when;
  const known = await ofCases(trx, author.id, [claim], [toldTimes(claim, receivedAt)]);
  const imports = importedAt === null ? known.imports : new Map([[claim.args.caseId, importedAt]]);
  return { ...NOTHING, ...when, ...known, imports, gap: await gapOf(trx) };
}

const NOTHING: Omit<KnownOfCalls, 'author' | 'receivedAt' | 'now'> = {
  clockOffset: 0,
  clean: null,
  since: null,
  imports: new Map(),
  lookups: [],
  losses: new Map(),
  calls: [],
  gap: null,
};

async function ofCases(
  trx: Trx,
  accountId: string,
  claims: readonly Claim[],
  times: readonly CallTimes[],
): Promise<Pick<KnownOfCalls, 'imports' | 'lookups' | 'losses'>> {
  const ids = [...new Set(claims.map(({ args }) => args.caseId))];
  const cases = await importsOf(trx, ids);
  const foreign = cases.flatMap(({ id, ownerId }) => (ownerId === accountId ? [] : [id]));
  const asks =
    foreign.length > 0 || claims.some((claim) => isCall(claim) && claim.args.direction === 'inbound');
  const first = times.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity);
  return {
    imports: new Map(
      cases.flatMap(({ id, importedAt }) => (importedAt === null ? [] : [[id, importedAt] as const])),
    ),
    lookups: asks ? await lookUpsSince(trx, accountId, first - Math.max(LOOKED_UP, SAVED_LATE)) : [],
    losses: foreign.length > 0 ? await revokedIn(trx, agentScope(accountId), foreign) : new Map(),
  };
}
