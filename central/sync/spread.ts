import type { Case } from '../../shared/case/case.ts';
import { type NumberDecisions, withDecisions } from '../../shared/mutation/number-decisions.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases, reportsOfNumber } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { lockIntake } from '../db/intake.ts';
import {
  holdSpread,
  lockNumber,
  moveSpread,
  type NumberSpread,
  numbersUnderWay,
  spreadsOf,
} from '../db/number-spread.ts';
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
  /** Hears of reports that cannot be read, or whose team's library cannot: they stay as they are. */
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
  const { clock, ids, unreadable = () => undefined, batch = BATCH } = parts;
  if (!(await lockNumber(trx, number, patient))) return { is: 'busy', publications: [] };
  const spread = (await spreadsOf(trx, [number])).get(number);
  if (!spread) return { is: 'done', publications: [] };
  // An import that runs may not know the decisions yet: its reports are among those below. Later ones know
  // them.
  if (spread.after === null && !(await lockIntake(trx, patient))) return { is: 'busy', publications: [] };
  const caseIds = await reportsOfNumber(trx, number, spread.after, batch);
  const documents = await lockCases(trx, caseIds);
  if (!(await holdSpread(trx, spread))) return { is: 'more', publications: [] };
  const libraries = new Libraries(trx);
  const changed: ChangedCase[] = [];
  for (const id of caseIds) {
    const before = readableCase(documents.get(id));
    const library = before && (await libraries.readable(before.teamId));
    const subject = library && readableAfter(() => decided(before, spread.decisions, library));
    if (!subject) unreadable(id);
    else if (subject !== before) changed.push({ before, subject });
  }
  const last = caseIds.length < batch;
  await moveSpread(trx, number, last ? null : (caseIds.at(-1) ?? null));
  const at = clock.now();
  await insertEvents(trx, eventsOf(changed, spread, { ids, at }));
  const publications = await publishCases(trx, { ids, clock, at, unwritten: unreadable }, changed);
  return { is: last ? 'done' : 'more', publications };
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
function eventsOf(
  changed: readonly ChangedCase[],
  { decisions: { finding } }: NumberSpread,
  { ids, at }: { ids: Ids; at: number },
): CaseEvent[] {
  if (!finding || finding.by) return [];
  const made = { name: 'recordFinding', authorId: null, at, receivedAt: at, status: 'applied' as const };
  return changed.map(({ subject }) => ({
    ...made,
    id: ids.uuid(),
    caseId: subject.id,
    detail: finding.finding,
  }));
}

/** Brings what was decided about these numbers (absent: about any) to all their reports before it ends. */
export async function spreadAll(parts: SpreadParts, numbers?: Iterable<string>): Promise<void> {
  for (const number of numbers ?? (await numbersUnderWay(parts.db)))
    while ((await spreadBatch(parts, number, true)) !== 'done') {}
}
