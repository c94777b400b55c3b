import type { PushResponse, PushResult } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { meetClient } from '../db/mutations.ts';
import { isDataError, retried } from '../db/transaction.ts';
import type { Caller } from '../services.ts';
import type { PushBody, PushItem } from './push-body.ts';
import {
  type Committed,
  type PushFrom,
  type PushServices,
  type Taking,
  takeChunk,
} from './push-transaction.ts';
import { spreadFrom } from './spreads.ts';
import { UnreadableCase } from './stored-case.ts';

/** From this protocol on, desks put central's time on their work. */
const CENTRAL_TIME = 2;

/** Mutations per transaction: many enough to be quick, few enough to hold a team's counter only shortly. */
const PER_TRANSACTION = 50;

async function commit(
  services: PushServices,
  from: PushFrom,
  chunk: readonly PushItem[],
  how: Taking = 'applied',
): Promise<Committed> {
  const committed = await retried(services.db, (trx) => takeChunk(trx, services, from, chunk, how));
  for (const publication of committed.publications) services.hub.announce(publication);
  await spreadFrom(services, committed.decided);
  return committed;
}

/** Whether something in the work itself is to blame: it would fail again however often it comes. */
export function isItsOwn(error: unknown): boolean {
  return error instanceof UnreadableCase || (!(error instanceof CodedError) && isDataError(error));
}

/** Takes one mutation as far as the database and its case allow. */
async function commitOne(services: PushServices, from: PushFrom, item: PushItem): Promise<Committed> {
  for (const how of ['applied', 'told'] as const) {
    try {
      return await commit(services, from, [item], how);
    } catch (error) {
      if (!isItsOwn(error)) throw error;
    }
  }
  return commit(services, from, [item], 'kept');
}

/**
 * Commits a chunk as one. When the database refuses something in it, or a case could not be read afterwards,
 * each mutation gets a transaction of its own, and the one that is refused again is kept without being
 * applied, a call in the ledger of calls: it must not hold up the others for ever.
 */
async function commitAll(
  services: PushServices,
  from: PushFrom,
  chunk: readonly PushItem[],
): Promise<Pick<Committed, 'results' | 'lastSeq'>> {
  try {
    return await commit(services, from, chunk);
  } catch (error) {
    if (!isItsOwn(error)) throw error;
  }
  const results: PushResult[] = [];
  let lastSeq = 0;
  for (const item of chunk) {
    const single = await commitOne(services, from, item);
    results.push(...single.results);
    lastSeq = single.lastSeq;
  }
  return { results, lastSeq };
}

/**
 * Takes a desk's work, in the order of its sequence, each mutation exactly once by its id. Throws
 * `client_forked` (a sequence that was used for other work: the desk was cloned or restored) and
 * `sequence_gap`.
 */
export async function push(services: PushServices, caller: Caller, request: PushBody): Promise<PushResponse> {
  const { clientId, deviceNow, protocol } = request;
  const from: PushFrom = { caller, clientId, deviceNow, centralTime: protocol >= CENTRAL_TIME };
  await meetClient(services.db, request.clientId, caller.id, services.clock.now());
  const results: PushResult[] = [];
  let lastSeq = 0;
  for (let start = 0; start < request.mutations.length; start += PER_TRANSACTION) {
    const chunk = request.mutations.slice(start, start + PER_TRANSACTION);
    const committed = await commitAll(services, from, chunk);
    results.push(...committed.results);
    lastSeq = committed.lastSeq;
  }
  return { results: results.map(readable(request.statuses)), lastSeq, serverTime: services.clock.now() };
}

/** Central has what waits: a desk that does not know the word need do nothing more about it. */
function readable(statuses: readonly string[]) {
  return (result: PushResult): PushResult =>
    result.status === 'waiting' && !statuses.includes('waiting')
      ? { ...result, status: 'applied', code: null, params: {}, flags: [] }
      : result;
}
