import type { PushResponse, PushResult } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { Mutation, reads } from '../../shared/mutation/mutation.ts';
import { MINUTE } from '../../shared/time.ts';
import { lockCases, stampCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { type FeedEntry, type Publication, publish } from '../db/feed.ts';
import { advanceClient, lockClient, storedResults } from '../db/mutations.ts';
import { retried } from '../db/transaction.ts';
import type { Caller, Services } from '../services.ts';
import { Arrival } from './arrival.ts';
import { libraryOf } from './library.ts';
import type { PushBody, PushItem } from './push-body.ts';
import { feedOfCase } from './scopes.ts';

/** Mutations per transaction: many enough to be quick, few enough to hold a team's counter only shortly. */
const PER_TRANSACTION = 25;
const CLOCK_TOLERANCE = 5 * MINUTE;

/** What taking a desk's work needs of central. */
export type PushServices = Pick<Services, 'db' | 'clock' | 'ids' | 'hub'>;

interface Committed {
  results: PushResult[];
  lastSeq: number;
  publications: Publication[];
}

/** Bumps the counters of the touched teams, last of all and in the order of their ids, and tells the feed. */
async function publishChanges(trx: Trx, services: PushServices, arrival: Arrival): Promise<Publication[]> {
  const byTeam = new Map<string, { entries: FeedEntry[]; caseIds: string[] }>();
  for (const { formerOwner, subject } of arrival.changed.values()) {
    const team = byTeam.get(subject.teamId) ?? { entries: [], caseIds: [] };
    team.entries.push(...feedOfCase(formerOwner, subject));
    team.caseIds.push(subject.id);
    byTeam.set(subject.teamId, team);
  }
  const publications: Publication[] = [];
  for (const [teamId, { entries, caseIds }] of [...byTeam].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const publication = await publish(trx, teamId, services.ids.uuid(), entries);
    await stampCases(trx, caseIds, publication.version);
    publications.push(publication);
  }
  return publications;
}

async function commitChunk(
  trx: Trx,
  services: PushServices,
  caller: Caller,
  request: PushBody,
  chunk: PushItem[],
): Promise<Committed> {
  const receivedAt = services.clock.now();
  const clockOffset = request.deviceNow - receivedAt;
  const client = await lockClient(trx, request.clientId, caller.id, receivedAt);
  if (client.account_id !== caller.id) throw new CodedError('client_forked', { lastSeq: 0 });

  const parsed = chunk.map((item) => ({ item, mutation: Mutation.safeParse(item.mutation).data ?? null }));
  const documents = await lockCases(
    trx,
    parsed.flatMap(({ mutation }) => (mutation ? reads(mutation) : [])),
  );
  // Looked up behind the locks: what a concurrent push of the same work has done by now is seen.
  const known = await storedResults(
    trx,
    chunk.map(({ mutation }) => mutation.id),
  );
  const arrival = new Arrival(trx, {
    documents,
    caller,
    library: await libraryOf(trx, caller.teamId),
    receivedAt,
    clientId: client.id,
    clockOff: Math.abs(clockOffset) > CLOCK_TOLERANCE,
    ids: services.ids,
  });
  let lastSeq = client.last_seq;
  const results: PushResult[] = [];
  for (const { item, mutation } of parsed) {
    const before = known.get(item.mutation.id);
    if (item.seq <= lastSeq && !before) throw new CodedError('client_forked', { lastSeq });
    if (item.seq > lastSeq + 1) throw new CodedError('sequence_gap', { lastSeq });
    const result = before ?? (await arrival.take(item, mutation));
    lastSeq = Math.max(lastSeq, item.seq);
    known.set(result.id, result);
    results.push(result);
  }
  await advanceClient(trx, client.id, { lastSeq, now: receivedAt, clockOffset });
  return { results, lastSeq, publications: await publishChanges(trx, services, arrival) };
}

/**
 * Takes a desk's work, in the order of its sequence, each mutation exactly once by its id. Throws `client_forked` (a
 * sequence that was used for other work: the desk was cloned or restored) and `sequence_gap`.
 */
export async function push(services: PushServices, caller: Caller, request: PushBody): Promise<PushResponse> {
  const results: PushResult[] = [];
  let lastSeq = 0;
  for (let from = 0; from < request.mutations.length; from += PER_TRANSACTION) {
    const chunk = request.mutations.slice(from, from + PER_TRANSACTION);
    const committed = await retried(services.db, (trx) => commitChunk(trx, services, caller, request, chunk));
    for (const publication of committed.publications) services.hub.announce(publication);
    results.push(...committed.results);
    lastSeq = committed.lastSeq;
  }
  return { results, lastSeq, serverTime: services.clock.now() };
}
