import type { Case } from '../../shared/case/case.ts';
import { decidedAnew, type NumberDecisions, withDecisions } from '../../shared/mutation/number-decisions.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases, reportsOfNumber } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { lockIntake } from '../db/intake.ts';
import { leftOf, numbersLeft, reportsLeft, saveLeft } from '../db/number-left.ts';
import { holdSpread, lockNumber, moveSpread, numbersUnderWay, spreadsOf } from '../db/number-spread.ts';
import { retried } from '../db/transaction.ts';
import { findingEntryId, investigationEntryId } from '../intake/entry-id.ts';
import { Libraries } from './library.ts';
import { type ChangedCase, publishCases } from './publish-cases.ts';
import { readableAfter, readableCase } from './stored-case.ts';

const ENTRY_IDS = { investigation: investigationEntryId, finding: findingEntryId };

/** Reports per transaction: few enough to hold nobody up. */
const BATCH = 25;

export interface SpreadParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  hub?: { announce(publication: Publication): void };
  /** Hears of reports that cannot be read, or whose team's library cannot: they get it later. */
  unreadable?: (caseId: string) => void;
  batch?: number;
}

interface Batch {
  /** `busy`: another process works on the number, or an import must end first. */
  is: 'done' | 'more' | 'busy';
  publications: Publication[];
}

/**
 * Brings what was decided about a number to its next reports. `patient`: waits for others, else leaves it to
 * them.
 */
export async function spreadBatch(
  parts: SpreadParts,
  number: string,
  patient: boolean,
): Promise<Batch['is']> {
  const { is, publications } = await retried(parts.db, (trx) => spreadNext(trx, parts, number, patient));
  for (const publication of publications) parts.hub?.announce(publication);
  return is;
}

async function spreadNext(trx: Trx, parts: SpreadParts, number: string, patient: boolean): Promise<Batch> {
  const { batch = BATCH } = parts;
  if (!(await lockNumber(trx, number, patient))) return { is: 'busy', publications: [] };
  const spread = (await spreadsOf(trx, [number])).get(number);
  if (!spread) return { is: 'done', publications: [] };
  // An import that runs may not know the decisions yet: its reports are among those below. Later ones know
  // them.
  if (spread.after === null && !(await lockIntake(trx, patient))) return { is: 'busy', publications: [] };
  const caseIds = await reportsOfNumber(trx, number, spread.after, batch);
  const documents = await lockCases(trx, caseIds);
  if (!(await holdSpread(trx, spread))) return { is: 'more', publications: [] };
  const last = caseIds.length < batch;
  await moveSpread(trx, number, last ? null : (caseIds.at(-1) ?? null));
  const publications = await bring(trx, parts, { number, caseIds, documents, decisions: spread.decisions });
  return { is: last ? 'done' : 'more', publications };
}

/**
 * Brings decisions to these reports, with what they lack of earlier ones; who cannot get them now gets them
 * later.
 */
async function bring(
  trx: Trx,
  { clock, ids, unreadable = () => undefined }: SpreadParts,
  {
    number,
    caseIds,
    documents,
    decisions,
  }: {
    number: string;
    caseIds: readonly string[];
    documents: ReadonlyMap<string, unknown>;
    decisions: NumberDecisions;
  },
): Promise<Publication[]> {
  const lacked = await leftOf(trx, caseIds);
  const left = new Map<string, NumberDecisions>();
  const due = (id: string) => decidedAnew(lacked.get(id) ?? {}, decisions);
  const leave = (id: string) => {
    left.set(id, due(id));
    unreadable(id);
  };
  const libraries = new Libraries(trx);
  const changed: ChangedCase[] = [];
  for (const id of caseIds) {
    const before = readableCase(documents.get(id));
    const library = before && (await libraries.readable(before.teamId));
    const subject = library && readableAfter(() => decided(before, due(id), library));
    if (!subject) leave(id);
    else if (subject !== before) changed.push({ before, subject });
  }
  const at = clock.now();
  await insertEvents(
    trx,
    changed.flatMap(({ subject }) => eventOf(subject.id, due(subject.id), { ids, at })),
  );
  const publications = await publishCases(trx, { ids, clock, at, unwritten: leave }, changed);
  await saveLeft(trx, number, caseIds, left);
  return publications;
}

function decided(
  report: Case,
  decisions: NumberDecisions,
  library: Parameters<typeof withDecisions>[2]['library'],
): Case {
  return report.kind === 'spam_report'
    ? withDecisions(report, decisions, { library, ids: ENTRY_IDS })
    : report;
}

/**
 * What a file says is in the trail of every report; what a person decided is in that of the report where it
 * was.
 */
function eventOf(
  caseId: string,
  { finding }: NumberDecisions,
  { ids, at }: { ids: Ids; at: number },
): CaseEvent[] {
  if (!finding || finding.by) return [];
  const made = { name: 'recordFinding', authorId: null, at, receivedAt: at, status: 'applied' as const };
  return [{ ...made, id: ids.uuid(), caseId, detail: finding.finding }];
}

/** Brings what was decided about these numbers (absent: about any) to all their reports before it ends. */
export async function spreadAll(parts: SpreadParts, numbers?: Iterable<string>): Promise<void> {
  for (const number of numbers ?? (await numbersUnderWay(parts.db)))
    while ((await spreadBatch(parts, number, true)) !== 'done') {}
}

/**
 * Brings decisions to reports that lack them because they, or the rules of their team, could not be read
 * then. One that still cannot be read goes on lacking them.
 */
export async function spreadLeft(parts: SpreadParts): Promise<void> {
  for (const number of await numbersLeft(parts.db)) {
    let after: string | null = null;
    do {
      const from: string | null = after;
      const done: LeftBatch = await retried(parts.db, (trx) => leftBatch(trx, parts, number, from));
      for (const publication of done.publications) parts.hub?.announce(publication);
      after = done.after;
    } while (after !== null);
  }
}

interface LeftBatch {
  /** Where the next batch begins; null: there is none. */
  after: string | null;
  publications: Publication[];
}

async function leftBatch(
  trx: Trx,
  parts: SpreadParts,
  number: string,
  after: string | null,
): Promise<LeftBatch> {
  const { batch = BATCH } = parts;
  await lockNumber(trx, number, true);
  const caseIds = await reportsLeft(trx, number, after, batch);
  const documents = await lockCases(trx, caseIds);
  // Newer decisions that are on their way bring these along.
  if ((await spreadsOf(trx, [number])).has(number)) return { after: null, publications: [] };
  const publications = await bring(trx, parts, { number, caseIds, documents, decisions: {} });
  return { after: caseIds.length < batch ? null : (caseIds.at(-1) ?? null), publications };
}
