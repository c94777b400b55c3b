import { z } from 'zod';
import type { PushResult } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { Mutation, reads } from '../../shared/mutation/mutation.ts';
import { DAY, MINUTE } from '../../shared/time.ts';
import { activeMembers, lookUpsSince } from '../db/accounts.ts';
import { withSameReportedNumber } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { insertCallResults } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { lockIntake } from '../db/intake.ts';
import { advanceClient, lockClient, storedResults } from '../db/mutations.ts';
import type { Caller, Services } from '../services.ts';
import { Arrival } from './arrival.ts';
import { dispositionsByVersion, Libraries, libraryOf } from './library.ts';
import { lockWithRelated } from './lock-related.ts';
import { publishCases } from './publish-cases.ts';
import type { PushItem } from './push-body.ts';
import { isNumberDecision } from './spread.ts';

const CLOCK_TOLERANCE = 5 * MINUTE;
const OfTeam = z.object({ teamId: z.uuid() });

/** What taking a desk's work needs of central. */
export type PushServices = Pick<Services, 'db' | 'clock' | 'ids' | 'hub'>;

/** Whose desk it is and what its clock says. */
export interface PushFrom {
  caller: Caller;
  clientId: string;
  deviceNow: number;
}

export interface Committed {
  results: PushResult[];
  lastSeq: number;
  publications: Publication[];
}

/**
 * Takes a chunk of a desk's work in one transaction. `applied` false: keeps it as it came without applying it. Throws
 * `client_forked` and `sequence_gap`, then nothing of the chunk was taken.
 */
export async function takeChunk(
  trx: Trx,
  services: PushServices,
  { caller, clientId, deviceNow }: PushFrom,
  chunk: readonly PushItem[],
  applied: boolean,
): Promise<Committed> {
  const receivedAt = services.clock.now();
  const clockOffset = deviceNow - receivedAt;
  const client = await lockClient(trx, clientId, caller.id, receivedAt);
  if (client.account_id !== caller.id) throw new CodedError('client_forked', { lastSeq: 0 });

  const parsed = chunk.map((item) => ({ item, mutation: Mutation.safeParse(item.mutation).data ?? null }));
  const mutations = parsed.flatMap(({ mutation }) => mutation ?? []);
  const documents = await lockWithRelated(trx, [
    ...mutations.flatMap(reads),
    ...(await reportsOfNumbers(trx, mutations)),
  ]);
  // Looked up behind the locks: what a concurrent push of the same work has done by now is seen.
  const known = await storedResults(
    trx,
    chunk.map(({ mutation }) => mutation),
    caller.id,
  );
  const moves = mutations.some(({ name }) => name === 'reassign');
  const teamIds = [...documents.values()].flatMap((each) => OfTeam.safeParse(each).data?.teamId ?? []);
  const arrival = new Arrival({
    documents,
    caller,
    library: await libraryOf(trx, caller.teamId),
    libraryOf: await new Libraries(trx).all(teamIds),
    dispositionsOf: await dispositionsByVersion(trx, caller.teamId, versionsUsed(mutations)),
    assignable: moves ? await activeMembers(trx, caller.teamId) : new Set(),
    visited: await visitsOf(trx, caller.id, mutations),
    receivedAt,
    clientId: client.id,
    clockOff: Math.abs(clockOffset) > CLOCK_TOLERANCE,
    ids: services.ids,
  });
  let { last_seq: lastSeq, last_id: lastId } = client;
  const results: PushResult[] = [];
  for (const { item, mutation } of parsed) {
    const before = known.get(item.mutation.id);
    // What this chunk took so far is taken back with it.
    const stored = { lastSeq: client.last_seq };
    if (item.seq <= lastSeq && !before) throw new CodedError('client_forked', stored);
    if (item.seq > lastSeq + 1) throw new CodedError('sequence_gap', stored);
    const result = before ?? (applied ? arrival.take(item, mutation) : arrival.setAside(item));
    if (item.seq > lastSeq) [lastSeq, lastId] = [item.seq, item.mutation.id];
    known.set(result.id, result);
    results.push(result);
  }
  await arrival.store(trx);
  const { deviceId } = caller;
  await advanceClient(trx, client.id, { lastSeq, lastId, deviceId, now: receivedAt, clockOffset });
  const teams = new Map(arrival.results.map(({ caseId }) => [caseId, teamOf(documents.get(caseId), caller)]));
  const publications = await publishCases(
    trx,
    { ids: services.ids, at: receivedAt, teams: [...teams.values()] },
    [...arrival.changed.values()],
  );
  const versions = new Map(publications.map(({ teamId, version }) => [teamId, version]));
  const arrivedAt = services.clock.now();
  await insertCallResults(trx, arrival.results, ({ caseId }) => {
    const teamId = teams.get(caseId) ?? caller.teamId;
    return { teamId, version: versions.get(teamId) ?? 0, arrivedAt };
  });
  return { results, lastSeq, publications };
}

/** The team of a stored case; the caller's when it is unknown. */
function teamOf(document: unknown, { teamId }: Caller): string {
  return OfTeam.safeParse(document).data?.teamId ?? teamId;
}

/**
 * All reports of the numbers that somebody decides about. Holds imports back meanwhile, so that a decision never misses a
 * report that is just arriving.
 */
async function reportsOfNumbers(trx: Trx, mutations: readonly Mutation[]): Promise<string[]> {
  const decided = mutations.filter(isNumberDecision).map(({ args }) => args.caseId);
  if (decided.length === 0) return [];
  await lockIntake(trx);
  return withSameReportedNumber(trx, decided);
}

/** Which cases a person looked up within a day of a moment, as far as these mutations need it. */
async function visitsOf(
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

function versionsUsed(mutations: readonly Mutation[]): number[] {
  return mutations.flatMap(({ args }) => ('dispositionsVersion' in args ? args.dispositionsVersion : []));
}
