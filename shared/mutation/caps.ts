import type { Beyond, Case } from '../case/case.ts';
import { type HistoryEntry, isDoubted } from '../case/history.ts';
import { localDate } from '../policy/calendar.ts';
import { calledTooOftenSince, MOST_CALLS } from '../policy/calls-limit.ts';
import type { Library } from '../policy/library.ts';
import { withEntry } from './history.ts';

/** What people tell of a case as often as they like. */
export type Fact = Extract<HistoryEntry, { type: keyof Beyond }>;

/** Facts of one author about one case on one day; what comes on top stays in the ledger alone. */
export const MOST_PER_DAY: Readonly<Record<Fact['type'], number>> = {
  attempt: 60,
  correction: 60,
  note: 100,
  reveal: 100,
  number: 20,
};

/**
 * Findings and moves of one person in one case. Decisions never leave a case: the next one is refused, unless
 * it answers what somebody told.
 */
export const MOST_DECISIONS: Readonly<Record<'finding' | 'assignment', number>> = {
  finding: 100,
  assignment: 200,
};

/** Whether a person has decided so about a case too often to decide so once more. */
export function decidedTooOften(
  { history }: Case,
  type: keyof typeof MOST_DECISIONS,
  byId: string | null,
): boolean {
  const own = history.filter((entry) => entry.type === type && entry.byId === byId);
  return own.length >= MOST_DECISIONS[type];
}

/** Notes and looks at the number that a case carries; the oldest beyond these stay in the ledger alone. */
export const MOST_WORDS = 200;

/** Characters of walks through scripts in a case: one of any length fits; older ones stay in the ledger. */
export const MOST_OF_RUNS = 500_000;

/** The calls with what was said in them while there is room, the newest first. */
function withinRuns<C extends Case>(subject: C): C {
  let room = MOST_OF_RUNS;
  const history = subject.history.toReversed().map((entry) => {
    if (entry.type !== 'attempt' || entry.run === null) return entry;
    room -= entry.run.path.reduce((sum, { step, answer }) => sum + step.length + (answer?.length ?? 0), 0);
    return room < 0 ? { ...entry, run: null } : entry;
  });
  return room < 0 ? { ...subject, history: history.toReversed() } : subject;
}

function isWord(entry: HistoryEntry): entry is Extract<Fact, { type: 'note' | 'reveal' }> {
  return entry.type === 'note' || entry.type === 'reveal';
}

/** The case with one more fact that only the ledger has. */
function countedBeyond<C extends Case>(subject: C, type: Fact['type']): C {
  const none: Beyond = { attempt: 0, correction: 0, note: 0, reveal: 0 };
  const beyond = { ...none, ...subject.beyond };
  return { ...subject, beyond: { ...beyond, [type]: (beyond[type] ?? 0) + 1 } };
}

function isTooMany({ history }: Case, fact: Fact, { policy }: Library): boolean {
  const { type, byId, at } = fact;
  if (type === 'attempt' && calledTooOftenSince(history) !== null) return true;
  const ofType = history.filter((entry) => entry.type === type);
  if (type === 'correction' && ofType.length >= MOST_CALLS) return true;
  const isDoubtful = (entry: HistoryEntry) => entry.type === 'attempt' && isDoubted(entry);
  // On which day a doubtful call was nobody knows: it fills no cap of a day either.
  if (isDoubtful(fact))
    return ofType.filter((entry) => entry.byId === byId && isDoubtful(entry)).length >= MOST_PER_DAY.attempt;
  const day = localDate(policy.calendar, at);
  const own = ofType.filter(
    (entry) => entry.byId === byId && !isDoubtful(entry) && localDate(policy.calendar, entry.at) === day,
  );
  return own.length >= MOST_PER_DAY[type];
}

/**
 * The case with a fact in its history. `over`: its author told too many on that day, or the case has too many
 * calls; the fact is for the ledger alone then, and the case counts it. The case is bounded so, whatever one
 * person does.
 */
export function withFact<C extends Case>(
  subject: C,
  fact: Fact,
  library: Library,
): { subject: C; over: boolean } {
  if (isTooMany(subject, fact, library)) return { subject: countedBeyond(subject, fact.type), over: true };
  let longer: C = { ...subject, history: withEntry(subject.history, fact) };
  let surplus = longer.history.filter(isWord).length - MOST_WORDS;
  while (surplus > 0) {
    const oldest = longer.history.find(isWord);
    if (!oldest) break;
    longer = countedBeyond(
      { ...longer, history: longer.history.filter((entry) => entry !== oldest) },
      oldest.type,
    );
    surplus -= 1;
  }
  return { subject: fact.type === 'attempt' ? withinRuns(longer) : longer, over: false };
}
