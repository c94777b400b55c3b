import type { TakenResponse } from '../../shared/api/outcomes.ts';
import type { Case } from '../../shared/case/case.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Arriving, Taken } from '../../shared/mutation/outside.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { checkHistory, recoveringSince } from '../db/meta.ts';
import { keepReports, type WaitingReport } from '../db/outside-waiting.ts';
import { retried } from '../db/transaction.ts';
import { derivedId, outsideEntryId } from '../intake/entry-id.ts';
import { libraryOf } from '../sync/library.ts';
import { inPresentHistory } from '../sync/present-snapshot.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { isItsOwn } from '../sync/push.ts';
import { type Spreads, spreadFrom } from '../sync/spreads.ts';
import { readableCase } from '../sync/stored-case.ts';

/** Items per transaction: few enough to hold a team's counter only shortly. */
const CHUNK = 100;

export type TakenItem = TakenResponse['results'][number];
export type Dated = { at: number; reason: string | null };

export interface OutsideParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  /** Only cases of this team are touched. */
  teamId: string;
  /** The account that brings it; null: a person at the command line. */
  byId: string | null;
  hub?: { announce(publication: Publication): void };
  spreads?: Pick<Spreads, 'begin'>;
}

/** One kind of report of another system: what it is about, and how a case takes it. */
export interface OutsideKind<Item> {
  /** Name in the trail of the case. */
  name: string;
  /** The cases that the items of a team are about, in order; null: there is none. */
  casesOf(trx: Trx, items: readonly Item[], teamId: string): Promise<(string | null)[]>;
  /** What makes an item the same again. */
  keyOf(item: Item): { about: string; status: string };
  /** The message, measure or card without which it fits nothing. */
  waitsFor(item: Item, teamId: string): string;
  /** Refusals that more work which comes back after a restore may undo. */
  mayCome: readonly ErrorCode[];
  record(subject: Case, item: Item, arriving: Arriving): Taken;
}

/** What a report makes of its case; refused when it fails on it or would leave what nobody can read. */
function recorded(record: () => Taken): Taken {
  const failed: Taken = { is: 'rejected', code: 'internal' };
  try {
    const done = record();
    return done.is === 'applied' && !readableCase(done.case) ? failed : done;
  } catch {
    return failed;
  }
}

async function takeChunk<Item extends Dated>(
  trx: Trx,
  { teamId, byId, clock, ids }: OutsideParts,
  kind: OutsideKind<Item>,
  items: readonly Item[],
): Promise<{ results: TakenItem[]; publications: Publication[]; decided: Set<string> }> {
  const now = clock.now();
  await checkHistory(trx);
  const caseIds = await kind.casesOf(trx, items, teamId);
  const documents = await lockCases(
    trx,
    caseIds.filter((id) => id !== null),
  );
  const library = await libraryOf(trx, teamId);
  const changed = new Map<string, ChangedCase>();
  const events: CaseEvent[] = [];
  const kept: WaitingReport[] = [];
  const restoredAt = await recoveringSince(trx, now);
  const results = items.map((item, index): TakenItem => {
    const id = caseIds[index] ?? '';
    const before = readableCase(documents.get(id));
    const { about, status } = kind.keyOf(item);
    const { at, reason } = item;
    const entryId = outsideEntryId(about, status, at);
    const refusedOrKept = (code: ErrorCode): TakenItem => {
      if (restoredAt === null || !kind.mayCome.includes(code)) return { status: 'rejected', code };
      const report = { id: entryId, teamId, byId, kind: kind.name, about: kind.waitsFor(item, teamId) };
      kept.push({ ...report, receivedAt: now, item });
      return { status: 'waiting', code: null };
    };
    if (before?.teamId !== teamId) return refusedOrKept('not_found');
    const arriving = { id: entryId, at, reason, now, library, restoredAt, derived: derivedId };
    const done = recorded(() => kind.record(changed.get(id)?.subject ?? before, item, arriving));
    if (done.is === 'known') return { status: 'known', code: null };
    const applied = done.is === 'applied';
    if (done.is === 'applied') changed.set(id, { before, subject: done.case });
    const made = { id: ids.uuid(), caseId: id, name: kind.name, authorId: byId, at: Math.min(at, now) };
    const detail = { about, status, reason, code: applied ? null : done.code };
    events.push({ ...made, receivedAt: now, status: applied ? 'applied' : 'rejected', detail });
    return done.is === 'applied' ? { status: 'applied', code: null } : refusedOrKept(done.code);
  });
  await insertEvents(trx, events);
  await keepReports(trx, kept);
  const decided = new Set<string>();
  const context = { ids, clock, at: now, decided: (number: string) => decided.add(number) };
  return { results, publications: await publishCases(trx, context, [...changed.values()]), decided };
}

/**
 * Takes reports of other systems, a chunk in a transaction. Each is taken once however often it comes; one
 * that fits nothing is refused by itself. Answers what became of each, in order.
 */
export async function takeOutside<Item extends Dated>(
  parts: OutsideParts,
  kind: OutsideKind<Item>,
  items: readonly Item[],
): Promise<TakenItem[]> {
  const all: TakenItem[] = [];
  for (let from = 0; from < items.length; from += CHUNK) {
    const chunk = items.slice(from, from + CHUNK);
    all.push(...(await takenOneByOne(parts, kind, chunk)));
  }
  return all;
}

async function takeAtOnce<Item extends Dated>(
  parts: OutsideParts,
  kind: OutsideKind<Item>,
  chunk: readonly Item[],
): Promise<TakenItem[]> {
  const { results, publications, decided } = await inPresentHistory(parts, () =>
    retried(parts.db, (trx) => takeChunk(trx, parts, kind, chunk)),
  );
  for (const publication of publications) parts.hub?.announce(publication);
  await spreadFrom(parts, decided);
  return results;
}

/** As one when that works; else each by itself, so that the one that fails harms no other. */
async function takenOneByOne<Item extends Dated>(
  parts: OutsideParts,
  kind: OutsideKind<Item>,
  chunk: readonly Item[],
): Promise<TakenItem[]> {
  try {
    return await takeAtOnce(parts, kind, chunk);
  } catch (error) {
    if (!isItsOwn(error)) throw error;
    if (chunk.length === 1) return [{ status: 'rejected', code: 'internal' }];
  }
  const all: TakenItem[] = [];
  for (const item of chunk) all.push(...(await takenOneByOne(parts, kind, [item])));
  return all;
}
