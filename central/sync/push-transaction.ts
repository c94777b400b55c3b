import { z } from 'zod';
import type { PushResult } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { Mutation, reads } from '../../shared/mutation/mutation.ts';
import { isNumberDecision } from '../../shared/mutation/number-decisions.ts';
import { isFact, premisesOf } from '../../shared/mutation/premise.ts';
import { MINUTE } from '../../shared/time.ts';
import { formerTeams, membersOfTeams } from '../db/accounts.ts';
import { lockCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import type { Publication } from '../db/feed.ts';
import { recoveringSince } from '../db/meta.ts';
import { advanceClient, forgetRefusal, lockClient, resultsFor, storedResults } from '../db/mutations.ts';
import type { Caller, Services } from '../services.ts';
import { Arrival } from './arrival.ts';
import { Doubts } from './doubts.ts';
import { evidenceAbout } from './evidence.ts';
import { knowingOf } from './known-matters.ts';
import { knownOfCalls } from './known-of-calls.ts';
import { dispositionsOfTeams, Libraries, versionsUsed } from './library.ts';
import { publishCases } from './publish-cases.ts';
import type { PushItem } from './push-body.ts';
import { receiptKeyOf } from './receipt.ts';
import { readableCase } from './stored-case.ts';

const CLOCK_TOLERANCE = 5 * MINUTE;
const OfTeam = z.object({ teamId: z.uuid() });

/** What taking a desk's work needs of central. */
export type PushServices = Pick<Services, 'db' | 'clock' | 'ids' | 'hub'> &
  Partial<Pick<Services, 'spreads'>>;

/** Whose desk it is and what its clock says. */
export interface PushFrom {
  caller: Caller;
  clientId: string;
  deviceNow: number;
  /** Whether its work bears central's time, as far as the desk knew it; else the device's. */
  centralTime: boolean;
}

export interface Committed {
  results: PushResult[];
  lastSeq: number;
  publications: Publication[];
  /** Numbers about which something was decided. */
  decided: Set<string>;
}

/** Applied to its cases; only told to the ledgers of facts, as it came; or only kept, as it came. */
export type Taking = 'applied' | 'told' | 'kept';

/**
 * Takes a chunk of a desk's work in one transaction. `how`: see `Taking`. Throws `client_forked` and
 * `sequence_gap`, then nothing of the chunk was taken.
 */
export async function takeChunk(
  trx: Trx,
  services: PushServices,
  { caller, clientId, deviceNow, centralTime }: PushFrom,
  chunk: readonly PushItem[],
  how: Taking,
): Promise<Committed> {
  const receivedAt = services.clock.now();
  const clockOffset = deviceNow - receivedAt;
  const client = await lockClient(trx, clientId, caller.id, receivedAt);
  if (client.account_id !== caller.id) throw new CodedError('client_forked', { lastSeq: 0 });

  // On any other day nothing is brought again.
  const recovering = (await recoveringSince(trx, receivedAt)) !== null;
  const parsed = chunk.map((brought) => {
    const mutation = Mutation.safeParse(brought.mutation).data ?? null;
    // Whose the case was may not have come back yet.
    const again = recovering && (brought.again || mutation?.name === 'addNumber');
    return { item: { ...brought, again }, mutation };
  });
  const mutations = parsed.flatMap(({ mutation }) => mutation ?? []);
  const documents = await lockCases(trx, mutations.flatMap(reads));
  const evidence = await evidenceAbout(trx, numbersDecided(mutations, documents));
  // Looked up behind the locks: what a concurrent push of the same work has done by now is seen.
  const known = new Map([
    ...(await storedResults(trx, mutations.flatMap(premisesOf))),
    ...(await resultsFor(
      trx,
      caller.id,
      chunk.map(({ mutation }) => mutation),
    )),
  ]);
  const moves = mutations.some(({ name }) => name === 'reassign');
  const teamIds = [...documents.values()].flatMap((each) => OfTeam.safeParse(each).data?.teamId ?? []);
  const libraries = new Libraries(trx);
  const libraryOf = await libraries.all(teamIds);
  const given = { mutations, documents, libraryOf, evidence: [...evidence.values()].flat() };
  const formerly = await formerTeams(trx, caller.id);
  const teams = [caller.teamId, ...teamIds.filter((id) => formerly.has(id))];
  const sender = { caller, formerly, clientId: client.id, receivedAt, clockOffset };
  const doubts = new Doubts(await knownOfCalls(trx, sender, mutations));
  const arrival = new Arrival({
    documents,
    evidence,
    caller: { ...caller, formerly },
    library: await libraries.readable(caller.teamId),
    libraryOf,
    dispositionsOf: await dispositionsOfTeams(trx, libraries, teams, versionsUsed(mutations)),
    assignableIn: await membersOfTeams(trx, moves ? teams : []),
    receivedAt,
    knowing: await knowingOf(
      trx,
      { caller, readAt: client.read_at, ahead: centralTime ? 0 : clockOffset, receivedAt },
      given,
    ),
    clientId: client.id,
    clockOff: Math.abs(clockOffset) > CLOCK_TOLERANCE,
    settled: (id) => (known.get(id)?.status ?? 'waiting') !== 'waiting',
    doubtsOf: (claim, subject) => doubts.of(claim, subject),
    tiesTo: (subject, mutation) => doubts.tiesTo(subject, mutation),
    receiptKey: await receiptKeyOf(trx),
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
    const retaken = how === 'applied' && before && mutation && isJudgedAgain(mutation, before);
    if (retaken) await forgetRefusal(trx, before.id);
    const stands = retaken ? null : before;
    const taken = () =>
      how === 'applied'
        ? arrival.take(item, mutation)
        : arrival.setAside(item, how === 'told' ? mutation : null);
    const result = stands ?? taken();
    if (item.seq > lastSeq) [lastSeq, lastId] = [item.seq, item.mutation.id];
    known.set(result.id, result);
    results.push(result);
  }
  await arrival.store(trx);
  const { deviceId } = caller;
  await advanceClient(trx, client.id, { lastSeq, lastId, deviceId, now: receivedAt, clockOffset });
  const decided = new Set(arrival.decided);
  const publications = await publishCases(
    trx,
    {
      ...services,
      at: receivedAt,
      libraries,
      results: arrival.results,
      decided: (number) => decided.add(number),
    },
    [...arrival.changed.values()],
  );
  return { results: await settledNow(trx, results), lastSeq, publications, decided };
}

/** A fact is refused only when something was wrong here, and never for good. Somebody else's is theirs. */
function isJudgedAgain({ name }: Mutation, { status, code }: PushResult): boolean {
  return status === 'rejected' && code !== 'forbidden' && isFact(name);
}

/** The results with what became meanwhile of work that waited for other work of the same chunk. */
async function settledNow(trx: Trx, results: readonly PushResult[]): Promise<PushResult[]> {
  const waiting = results.flatMap(({ id, status }) => (status === 'waiting' ? [id] : []));
  if (waiting.length === 0) return [...results];
  const stored = await storedResults(trx, waiting);
  return results.map((result) => stored.get(result.id) ?? result);
}

/** The numbers that somebody decides about. */
function numbersDecided(
  mutations: readonly Mutation[],
  documents: ReadonlyMap<string, unknown>,
): Set<string> {
  const ids = mutations.filter(isNumberDecision).map(({ args }) => args.caseId);
  const reports = [...new Set(ids)].map((id) => readableCase(documents.get(id)));
  return new Set(
    reports.flatMap((report) => (report?.kind === 'spam_report' ? report.facts.reportedNumber : [])),
  );
}
