import { z } from 'zod';
import { ScriptRun } from '../script/graph.ts';
import { Instant } from '../time.ts';
import { DispositionEffect } from './disposition.ts';
import { NumberName } from './kinds.ts';
import { Answers, AppealEntry, MeasureEntry, MessageEntry, ReviewEntry, VerificationEntry } from './steps.ts';

/** Why a fact that was kept nevertheless deserves a look. */
export const FactFlag = z.enum([
  'not_owner',
  'case_closed',
  'unknown_disposition',
  'disposition_not_allowed',
  'clock_off',
  'duplicate_contact',
  'foreign_team',
  'over_cap',
  'before_case',
  'case_not_held',
  'calls_overlap',
  'contact_since',
  'too_soon',
]);
export type FactFlag = z.infer<typeof FactFlag>;

/**
 * What makes a call doubtful: it lies before the case was here, its author did not have the case then, they
 * were in another call, or their desk was in contact since with nothing to send. Raised by central alone.
 */
export const DOUBTS = ['before_case', 'case_not_held', 'calls_overlap', 'contact_since'] as const;
const raisesDoubt: readonly FactFlag[] = DOUBTS;

/** What a lead confirms or not: also a call sooner or more often than the rules allow, which is no try. */
export const UNCONFIRMED = [...DOUBTS, 'too_soon'] as const;
const wantsConfirmation: readonly FactFlag[] = UNCONFIRMED;

const entry = { id: z.uuid(), at: Instant, byId: z.uuid().nullable() };

/**
 * One call and its result: a fact, never changed once made. `id` is the UUID of the mutation that logged it.
 */
export const Attempt = z.object({
  ...entry,
  type: z.literal('attempt'),
  direction: z.enum(['outbound', 'inbound']),
  disposition: z.string().max(40),
  reached: z.boolean(),
  final: z.boolean(),
  /** Counts toward the policy's attempts (a line fault does not). */
  counted: z.boolean(),
  /**
   * What the disposition did, by the version that the call was made under; null: that version does not know
   * it.
   */
  effect: DispositionEffect.nullable(),
  /** Which of the contact's numbers was called. */
  dialled: NumberName,
  startedAt: Instant,
  endedAt: Instant,
  note: z.string().max(4_000),
  reason: z.string().max(400).nullable(),
  /** The agreed time of an appointment. */
  callbackAt: Instant.nullable(),
  /** Documents that the holder has handed in, by code. */
  evidence: z.array(z.string().max(40)).max(20),
  run: ScriptRun.nullable(),
  policyVersion: z.int().min(0),
  dispositionsVersion: z.int().min(0),
  flags: z.array(FactFlag),
  answers: Answers.optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/**
 * A mis-keyed result put right. Both stay visible; for every decision the newest correction of an attempt
 * stands in its place. `why`: what went wrong, in the words of who corrected it.
 */
export const Correction = z.object({
  ...entry,
  type: z.literal('correction'),
  attemptId: z.uuid(),
  disposition: z.string().max(40),
  reached: z.boolean(),
  final: z.boolean(),
  counted: z.boolean(),
  effect: DispositionEffect.nullable(),
  reason: z.string().max(400).nullable(),
  callbackAt: Instant.nullable(),
  dispositionsVersion: z.int().min(0),
  why: z.string().max(400),
  /** Always empty: putting a result right answers nothing. */
  answers: Answers.optional(),
  /** Absent: none. */
  flags: z.array(FactFlag).optional(),
});
export type Correction = z.infer<typeof Correction>;

/** A lead's word that doubtful calls were made as they say: from then on they count. */
export const CallsConfirmedEntry = z.object({
  ...entry,
  type: z.literal('calls_confirmed'),
  attemptIds: z.array(z.uuid()).min(1).max(200),
});
export type CallsConfirmedEntry = z.infer<typeof CallsConfirmedEntry>;

export const NoteEntry = z.object({ ...entry, type: z.literal('note'), text: z.string().max(4_000) });
export type NoteEntry = z.infer<typeof NoteEntry>;

export const AssignmentEntry = z.object({
  ...entry,
  type: z.literal('assignment'),
  fromId: z.uuid().nullable(),
  toId: z.uuid().nullable(),
});
export type AssignmentEntry = z.infer<typeof AssignmentEntry>;

export const FindingEntry = z.object({
  ...entry,
  type: z.literal('finding'),
  verdict: z.string().max(40),
  action: z.string().max(80).nullable(),
  answers: Answers.optional(),
});
export type FindingEntry = z.infer<typeof FindingEntry>;

/** Staff took up the investigation of the reported number, for all its reports. */
export const InvestigationEntry = z.object({ ...entry, type: z.literal('investigation') });
export type InvestigationEntry = z.infer<typeof InvestigationEntry>;

/** A further number of the contact became known. Entries of before this was kept lack both. */
export const NumberEntry = z.object({
  ...entry,
  type: z.literal('number'),
  phone: z.string().max(24).optional(),
  /** The number in whose place it came; null: there was none. */
  former: z.string().max(24).nullable().optional(),
});
export type NumberEntry = z.infer<typeof NumberEntry>;

/** What else than the number of a contact can be shown. */
export const Shown = z.enum(['id_tail']);

/**
 * Somebody looked at the full number, or at `what`; kept because reveals are accountable.
 */
export const RevealEntry = z.object({ ...entry, type: z.literal('reveal'), what: Shown.optional() });
export type RevealEntry = z.infer<typeof RevealEntry>;

export const HistoryEntry = z.discriminatedUnion('type', [
  Attempt,
  Correction,
  CallsConfirmedEntry,
  NoteEntry,
  AssignmentEntry,
  InvestigationEntry,
  FindingEntry,
  NumberEntry,
  ReviewEntry,
  MessageEntry,
  VerificationEntry,
  MeasureEntry,
  AppealEntry,
  RevealEntry,
]);
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** The entries that another one answers or follows from. */
function causesOf(entry: HistoryEntry): readonly string[] {
  if (entry.type === 'message' && entry.step !== 'requested') return [entry.requestId];
  if (entry.type === 'measure' && entry.step !== 'proposed') return [entry.measureId];
  return ('answers' in entry && entry.answers) || [];
}

interface Place {
  at: Instant;
  /** Among entries of one moment: how many answers lie between this one and what it goes back to. */
  depth: number;
}

/**
 * Where each entry belongs: at its own time, but not before what it answers. Entries that answer each other
 * stay at their time.
 */
function placesOf(entries: readonly HistoryEntry[]): Map<HistoryEntry, Place> {
  const made = new Map(entries.map((entry) => [entry.id, entry]));
  const places = new Map<HistoryEntry, Place>();
  const placeOf = (entry: HistoryEntry): Place => {
    const known = places.get(entry);
    if (known) return known;
    const place = { at: entry.at, depth: 0 };
    places.set(entry, place);
    for (const id of causesOf(entry)) {
      const cause = made.get(id);
      if (!cause || cause === entry) continue;
      const earlier = placeOf(cause);
      if (earlier.at > place.at) Object.assign(place, { at: earlier.at, depth: 0 });
      place.depth = Math.max(place.depth, earlier.at === place.at ? earlier.depth + 1 : 1);
    }
    return place;
  };
  for (const entry of entries) placeOf(entry);
  return places;
}

/**
 * A history in order of time, ties by id, so that all machines read the same. An answer never comes before
 * what it answers, however far behind the clock of whoever gave it.
 */
export function inOrder<E extends HistoryEntry>(history: readonly E[]): E[] {
  const byId = (a: E, b: E) => (a.id < b.id ? -1 : Number(a.id > b.id));
  const entries = [...history].sort((a, b) => a.at - b.at || byId(a, b));
  const places = placesOf(entries);
  const of = (entry: E): Place => places.get(entry) ?? { at: entry.at, depth: 0 };
  return entries.sort((a, b) => of(a).at - of(b).at || of(a).depth - of(b).depth || byId(a, b));
}

/**
 * A call as decisions read it. `doubtful`: it is, and no lead has confirmed it; it may have been made all the
 * same, so the next call keeps away from it like from any other, but it is no try. `tooSoon`: what was said
 * on it counts, but it is no try before a lead has confirmed it.
 */
export type ReadAttempt = Attempt & { doubtful?: true; tooSoon?: true };
export type ReadEntry = Exclude<HistoryEntry, Correction | Attempt> | ReadAttempt;

/** A call, or a correction of its result. */
export type Told = Attempt | Correction;
type Flagged = Pick<Told, 'flags'>;

/** Whether central has doubted a call or a correction, confirmed or not. */
export const isDoubted = ({ flags }: Flagged): boolean =>
  flags?.some((flag) => raisesDoubt.includes(flag)) ?? false;

const isTooSoon = ({ flags }: Flagged): boolean => flags?.includes('too_soon') ?? false;

const isTold = (entry: HistoryEntry): entry is Told =>
  entry.type === 'attempt' || entry.type === 'correction';

function confirmedIn(history: readonly HistoryEntry[]): ReadonlySet<string> {
  return new Set(history.flatMap((entry) => (entry.type === 'calls_confirmed' ? entry.attemptIds : [])));
}

/** The calls, and the corrections of calls, that do not count until a lead confirms them, oldest first. */
export function unconfirmed(history: readonly HistoryEntry[]): Told[] {
  const confirmed = confirmedIn(history);
  return history
    .filter(isTold)
    .filter(
      (told) => !confirmed.has(told.id) && told.flags?.some((flag) => wantsConfirmation.includes(flag)),
    );
}

/** Their ids. */
export const doubtfulCalls = (history: readonly HistoryEntry[]): string[] =>
  unconfirmed(history).map(({ id }) => id);

/** Whether a call, or a correction of a call, is a person's own: somebody else has to confirm it. */
export function isOwnCall(told: Told, history: readonly HistoryEntry[], personId: string): boolean {
  if (told.byId === personId) return true;
  const call = told.type === 'correction' && history.find(({ id }) => id === told.attemptId);
  return call ? call.byId === personId : false;
}

/** Those that a person may confirm: nobody's are their own. */
export function doubtfulCallsOfOthers(history: readonly HistoryEntry[], personId: string): string[] {
  return unconfirmed(history).flatMap((told) => (isOwnCall(told, history, personId) ? [] : [told.id]));
}

/** What is said against calls or corrections, in a fixed order. */
export const doubtsAgainst = (told: readonly Flagged[]): FactFlag[] =>
  UNCONFIRMED.filter((flag) => told.some(({ flags }) => flags?.includes(flag)));

/** The corrections of calls, in order of time, without those that are doubtful: they put nothing right. */
export function standingCorrections(history: readonly HistoryEntry[]): Correction[] {
  const confirmed = confirmedIn(history);
  return inOrder(history.filter((entry): entry is Correction => entry.type === 'correction')).filter(
    (correction) => !isDoubted(correction) || confirmed.has(correction.id),
  );
}

/**
 * The history as decisions read it, in order of time: each attempt as its newest correction says, the
 * corrections themselves left out. The call stays where it was made; only its result changes, and whether it
 * counts.
 */
export function asCorrected(history: readonly HistoryEntry[]): ReadEntry[] {
  const ordered = inOrder(history);
  const newest = new Map(standingCorrections(history).map((each) => [each.attemptId, each]));
  const confirmed = confirmedIn(history);
  return ordered.flatMap((entry): ReadEntry[] => {
    if (entry.type === 'correction') return [];
    if (entry.type !== 'attempt') return [entry];
    const correction = newest.get(entry.id);
    const open = [entry, ...(correction ? [correction] : [])].filter(({ id }) => !confirmed.has(id));
    return [
      {
        ...withResult(entry, correction ?? entry),
        ...(isDoubted(entry) && !confirmed.has(entry.id) && { doubtful: true }),
        ...(open.some(isTooSoon) && { tooSoon: true }),
      },
    ];
  });
}

function withResult(call: Attempt, result: Told): Attempt {
  const { disposition, reached, final, counted, effect, reason, callbackAt } = result;
  return { ...call, disposition, reached, final, counted, effect, reason, callbackAt };
}

/**
 * What doubtful corrections say, each as a doubtful call of its own in the place of the one that it would
 * put right.
 */
export function doubtfulCorrections(history: readonly HistoryEntry[]): ReadAttempt[] {
  const calls = new Map(history.flatMap((entry) => (entry.type === 'attempt' ? [[entry.id, entry]] : [])));
  return unconfirmed(history).flatMap((told): ReadAttempt[] => {
    const call = told.type === 'correction' && isDoubted(told) ? calls.get(told.attemptId) : undefined;
    if (!call) return [];
    const { id, byId, answers } = told;
    return [{ ...withResult(call, told), id, byId, answers, flags: told.flags ?? [], doubtful: true }];
  });
}

/** Whether a call is one of the tries after which calls end. */
export const isTry = ({ counted, doubtful, tooSoon }: ReadAttempt): boolean =>
  counted && !doubtful && !tooSoon;

/** The calls of a case with the results that count, oldest first. */
export function attemptsOf(history: readonly HistoryEntry[]): ReadAttempt[] {
  return asCorrected(history).filter((entry) => entry.type === 'attempt');
}
