import type { Case } from '../case/case.ts';
import type { DispositionSet } from '../case/disposition.ts';
import type { FactFlag } from '../case/history.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Library } from '../policy/library.ts';
import type { Matter } from '../policy/matters.ts';
import type { Instant } from '../time.ts';
import { admitted, NO_TIES, type Person, type Ties } from './access.ts';
import { answersOf, isAnswering } from './answers.ts';
import { reassign } from './assignment.ts';
import { logAttempt } from './attempt.ts';
import { type Fact, withFact } from './caps.ts';
import { confirmCalls } from './confirm.ts';
import { correctAttempt } from './correction.ts';
import type { Made } from './decide.ts';
import { addNumber, beginInvestigation, recordFinding } from './finding.ts';
import { behind } from './history.ts';
import { decideAppeal, decideMeasure, proposeMeasure } from './measure.ts';
import type { Mutation, RecordReveal } from './mutation.ts';
import { resolveReview } from './review.ts';

/**
 * Everything that `apply` may know beside the mutation and the cases it reads. No clock, no ids: replays must
 * agree.
 */
export interface ApplyContext {
  author: Person;
  /**
   * Central: arrival, so that a device ahead of the time cannot write into the future. Desk: the mutation's
   * own `at`.
   */
  receivedAt: number;
  /** The rules of the author's team, whose cases alone a mutation changes by itself. */
  library: Library;
  /**
   * An older set of dispositions, for a call that was made under it; null: not known here, the newest must
   * do.
   */
  dispositionsOf?: (version: number) => DispositionSet | null;
  /** Whom cases may be given to. Central knows; a desk, whose list may be old, leaves the decision to it. */
  assignable?: ReadonlySet<string>;
  /** What ties the author to a case beside what it says; absent: only its owner is. */
  tiesTo?: (subject: Case, mutation: Mutation) => Ties;
  /**
   * Central: whether a desk that does not say what it answers can have known a matter. A desk knew what it
   * showed: all.
   */
  known?: (matter: Matter) => boolean;
  /** How central had taken it before it was put back; its receipt proves it: it is not judged again. */
  kept?: Kept;
  /**
   * What only central can tell of the call that is logged. A call that the case has already keeps its own
   * flags.
   */
  flags?: readonly FactFlag[];
  /** What is to be added to the times of that call, ms. */
  shift?: number;
}

/** How central took a mutation: when it counts, when it arrived, and what was to be said of it. */
export interface Kept {
  at: Instant;
  receivedAt: Instant;
  flags: FactFlag[];
}

/** The cases that changed, as they are after the mutation, and what a person should know about it. */
export type ApplyResult =
  | { ok: true; cases: Case[]; flags: FactFlag[] }
  | { ok: false; code: ErrorCode; params: ErrorParams };

export type Apply = (
  mutation: Mutation,
  cases: ReadonlyMap<string, Case>,
  context: ApplyContext,
) => ApplyResult;

function added(subject: Case | undefined, fact: Fact, { library }: ApplyContext): ApplyResult {
  if (!subject || subject.history.some(({ id }) => id === fact.id)) return { ok: true, cases: [], flags: [] };
  const longer = withFact(subject, fact, library);
  return { ok: true, cases: [longer.subject], flags: longer.over ? ['over_cap'] : [] };
}

function applied(mutation: Mutation, subject: Case | undefined, context: ApplyContext): ApplyResult {
  const { author, tiesTo, kept } = context;
  // What its receipt proves was admitted before.
  const judged = subject && !(kept && author.teamId === subject.teamId) ? subject : null;
  const verdict = judged
    ? admitted(mutation, judged, author, tiesTo?.(judged, mutation) ?? NO_TIES)
    : 'applied';
  if (verdict === 'kept') return { ok: true, cases: [], flags: ['foreign_team', ...(context.flags ?? [])] };
  if (verdict !== 'applied') return { ok: false, code: verdict, params: {} };
  const made = madeBy(mutation, subject, context);
  const answers = subject && isAnswering(mutation) ? answersOf(mutation, subject, context) : [];
  const told = { ...made, answers };
  switch (mutation.name) {
    case 'logAttempt':
      return logAttempt(mutation, subject, { ...context, answers });
    case 'correctAttempt':
      return correctAttempt(mutation, subject, context);
    case 'confirmCalls':
      return confirmCalls(mutation, made, subject, context);
    case 'addNote':
      return added(subject, { ...made, type: 'note', text: mutation.args.text }, context);
    case 'recordReveal':
      return added(subject, { ...made, type: 'reveal', ...whatOf(mutation) }, context);
    case 'reassign':
      return reassign(mutation, subject, context);
    case 'beginInvestigation':
      return beginInvestigation(made, subject, context);
    case 'recordFinding':
      return recordFinding(mutation, told, subject, context);
    case 'addNumber':
      return addNumber(mutation, made, subject, context);
    case 'resolveReview':
      return resolveReview(mutation, told, subject, context);
    case 'proposeMeasure':
      return proposeMeasure(mutation, made, subject, context);
    case 'decideMeasure':
      return decideMeasure(mutation, made, subject, context);
    case 'decideAppeal':
      return decideAppeal(mutation, told, subject, context);
  }
}

/** Absent where it is the number, as in all reveals of before. */
const whatOf = ({ args: { what } }: RecordReveal) => (what === undefined ? {} : { what });

/**
 * Notes and reveals happened when they did; what a person decides comes after all that is known of the case
 * by then.
 */
const RECORDS: readonly Mutation['name'][] = ['addNote', 'recordReveal'];

function madeBy(
  mutation: Mutation,
  subject: Case | undefined,
  { author, receivedAt, kept }: ApplyContext,
): Made {
  if (kept) return { id: mutation.id, at: kept.at, byId: author.id };
  const at = Math.min(mutation.at, receivedAt);
  const decides = subject && !RECORDS.includes(mutation.name);
  return { id: mutation.id, at: decides ? behind(subject.history, at) : at, byId: author.id };
}

/**
 * Applies one mutation to the cases that it `reads`, keyed by id. Pure; the same on a desk and on central.
 * Facts (attempts, notes, reveals) are never refused; decisions may be. A mutation that is already in the
 * history changes nothing.
 */
export const apply: Apply = (mutation, cases, context) =>
  applied(mutation, cases.get(mutation.args.caseId), context);
