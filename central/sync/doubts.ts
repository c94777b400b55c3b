import type { Role } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import type { FactFlag } from '../../shared/case/history.ts';
import { NO_TIES, type Ties } from '../../shared/mutation/access.ts';
import { timesOf } from '../../shared/mutation/attempt.ts';
import type { AddNumber, CorrectAttempt, LogAttempt, Mutation } from '../../shared/mutation/mutation.ts';
import { DAY, MINUTE, SECOND } from '../../shared/time.ts';
import { type CallTimes, type CleanContact, type LedgerCall, ONE_MOMENT } from '../db/call-times.ts';
import { RECOVERY } from '../db/meta.ts';

/** Clocks agree to this, and a message may be under way so long. */
const SLACK = 5 * MINUTE;
/**
 * Two calls may overlap by so much: the clock was corrected between them, or results were keyed in at once.
 */
const BRIEF_OVERLAP = 30 * SECOND;
/** What a desk reads of central's time differs by so much from one answer to the next. */
const CLOCK_JITTER = 5 * SECOND;
/** A result that was begun may be saved so long after its call, over a weekend say. */
export const SAVED_LATE = 3 * DAY;
/** So long somebody who looked a case up may call for it, and who lost it may answer for it. */
export const LOOKED_UP = DAY;

/** What counts by when it was done and by who had the case then, as its author says. */
export type Claim = LogAttempt | CorrectAttempt | AddNumber;

const CLAIMS: readonly Mutation['name'][] = ['logAttempt', 'correctAttempt', 'addNumber'];

export const isClaim = (mutation: Mutation): mutation is Claim => CLAIMS.includes(mutation.name);

/** What central knows that tells when the calls of one desk can have been made. */
export interface KnownOfCalls {
  author: {
    id: string;
    teamId: string;
    role: Role;
    /** Teams that they were in, with when they left each; absent: none. */
    formerly?: ReadonlyMap<string, number>;
  };
  receivedAt: number;
  /** Later than that when the call waited for its case. */
  now: number;
  /** What the desk's clock is ahead of ours now, ms. */
  clockOffset: number;
  /** The desk's last contact with nothing unsent; null: none yet. */
  clean: CleanContact | null;
  /** When this person first signed in on the device; null: it is not known. */
  since: number | null;
  /** When each case was imported. */
  imports: ReadonlyMap<string, number>;
  /** Which cases the author looked up by their number. */
  lookups: readonly { at: number; caseIds: readonly string[] }[];
  /** The version in which each case left the author's desk. */
  losses: ReadonlyMap<string, number>;
  /** Other calls of the author about that time. */
  calls: readonly LedgerCall[];
  /** The time that a restore took from central. */
  gap: { from: number; to: number } | null;
}

interface Times extends LedgerCall {
  at: number;
}

/**
 * The doubts about a call. `shift`: what is to be added to its times, ms, because none is raised where it
 * then was.
 */
export interface Judged {
  flags: FactFlag[];
  shift: number;
}

/** A call is of the time at which it began. */
const beganAt = ({ name, at, args }: Mutation): number =>
  name === 'logAttempt' ? Math.min(at, args.startedAt) : at;

const raisedOf = (flags: readonly [FactFlag, boolean][]): FactFlag[] =>
  flags.flatMap(([flag, raised]) => (raised ? [flag] : []));

const contains = (a: CallTimes, b: CallTimes): boolean =>
  a.startedAt <= b.startedAt && b.endedAt <= a.endedAt;

/** Whether a call with a length began and ended while the other one went on. */
const isInside = (a: CallTimes, b: CallTimes): boolean =>
  b.startedAt < a.startedAt && a.startedAt < a.endedAt && a.endedAt < b.endedAt;

/**
 * Whether two calls of one person cannot both have been. A result without a length was keyed in without the
 * clock of its call: it tells nothing about a call of another case.
 */
function overlap(a: LedgerCall, b: LedgerCall): boolean {
  const sameCase = a.caseId === b.caseId;
  if (sameCase && Math.abs(a.startedAt - b.startedAt) < ONE_MOMENT) return true;
  const within = sameCase ? contains(a, b) || contains(b, a) : isInside(a, b) || isInside(b, a);
  // What one of them has to be moved by until it lies before the other.
  if (within) return Math.min(a.endedAt - b.startedAt, b.endedAt - a.startedAt) > CLOCK_JITTER;
  return Math.min(a.endedAt, b.endedAt) - Math.max(a.startedAt, b.startedAt) > BRIEF_OVERLAP;
}

/**
 * From when to when somebody (null: nobody) had a case: from each move to them until the next one away from
 * them. Moves of one moment stand in no order of their own.
 */
function tenures({ history, assigneeId }: Case, ownerId: string | null): { from: number; to: number }[] {
  const moves = history.filter((entry) => entry.type === 'assignment');
  const firstAt = Math.min(...moves.map(({ at }) => at));
  const first = moves.filter(({ at }) => at === firstAt);
  const hadFirst = first.length > 0 ? first.some((move) => move.fromId === ownerId) : assigneeId === ownerId;
  const starts = moves.flatMap(({ toId, at }) => (toId === ownerId ? [at] : []));
  const ends = moves.flatMap(({ fromId, at }) => (fromId === ownerId ? [at] : []));
  return [...(hadFirst ? [-Infinity] : []), ...starts].map((from) => {
    const later = Math.min(...ends.filter((at) => at > from));
    const lost = later === Infinity && assigneeId !== ownerId;
    return { from, to: lost ? from : later };
  });
}

/**
 * Says what makes a call doubtful: when it lies where it cannot be, as far as central knows. Offline work is
 * never doubtful for being late. Where central knows nothing (the time that a restore took, and what a desk
 * knew of it) it doubts nothing.
 */
export class Doubts {
  readonly #known: KnownOfCalls;
  readonly #calls: LedgerCall[];
  /** What is to be added to the times of a call that was made after the desk's clock was corrected, ms. */
  readonly #corrected: number;

  constructor(known: KnownOfCalls) {
    this.#known = known;
    this.#calls = [...known.calls];
    // A desk that was never in contact took its clock as it was.
    const corrected = (known.clean?.clockOffset ?? 0) - known.clockOffset;
    this.#corrected = Math.abs(corrected) > SLACK ? corrected : 0;
  }

  /** Judges a claim on a case as it is without it; `subject` null: central does not have the case. */
  of(claim: Claim, subject: Case | null): Judged {
    if (claim.name === 'logAttempt') return this.#ofCall(claim, subject);
    const flags =
      claim.name === 'addNumber' ? this.#ofNumber(claim, subject) : this.#ofCorrection(claim, subject);
    return { flags, shift: 0 };
  }

  /**
   * What makes it doubtful that a call had another result: its author had lost the case by then, or it comes
   * later than a result may. A lead's word about the call of somebody else is not doubted.
   */
  #ofCorrection({ at: told, args }: CorrectAttempt, subject: Case | null): FactFlag[] {
    const { author } = this.#known;
    const call = subject?.history.find(({ id, type }) => type === 'attempt' && id === args.attemptId);
    if (call && author.role !== 'agent' && call.byId !== author.id) return [];
    if (this.#isForgotten(told)) return [];
    const times = this.#timesOf(told);
    const held = (at: number, of: Case) =>
      author.role !== 'agent' || this.#had(of, at, LOOKED_UP) || this.#mayCall(of, at);
    const old = call?.type === 'attempt' && this.#bound !== null && call.endedAt < this.#bound - SAVED_LATE;
    return raisedOf([
      ['case_not_held', subject !== null && !times.some((at) => held(at, subject))],
      ['contact_since', old || times.length === 0],
    ]);
  }

  /** Why a number does not come from who had the case, as far as somebody else ever had it. */
  #ofNumber(claim: AddNumber, subject: Case | null): FactFlag[] {
    const { at: told } = claim;
    const at = Math.min(told, this.#known.receivedAt);
    const late = this.#timesOf(told).length === 0;
    const lost =
      subject !== null &&
      !this.tiesTo(subject, claim).had &&
      tenures(subject, this.#known.author.id).some(({ from }) => from - SLACK <= at);
    return raisedOf([
      ['contact_since', late],
      ['case_not_held', lost],
    ]);
  }

  #ofCall(call: LogAttempt, subject: Case | null): Judged {
    const { receivedAt } = this.#known;
    const { caseId } = call.args;
    const told = { ...timesOf(call, receivedAt), caseId };
    const flags = this.#judge(call, told, subject);
    const corrected = { ...timesOf(call, receivedAt, this.#corrected), caseId };
    const possible = this.#corrected !== 0 && call.at + this.#corrected <= receivedAt + SLACK;
    const fits = flags.length > 0 && possible && this.#judge(call, corrected, subject).length === 0;
    this.#calls.push(fits ? corrected : told);
    return fits ? { flags: [], shift: this.#corrected } : { flags, shift: 0 };
  }

  /**
   * What ties the author to a case that they did something to at that time. Whose desk has been in contact
   * since with nothing unsent did not do it then.
   */
  tiesTo(subject: Case, mutation: Mutation): Ties {
    const times = this.#timesOf(mutation.at);
    const member = this.#wasMember(subject.teamId, times, beganAt(mutation));
    if (!member) return NO_TIES;
    return {
      member,
      had: times.some((at) => this.#had(subject, at, 0)),
      visited: times.some((at) => this.#sought(subject.id, at)),
    };
  }

  /**
   * Whether the author was of a team when they did something that they began at `began`, as far as their desk
   * could know.
   */
  #wasMember(teamId: string, times: readonly number[], began: number): boolean {
    const { author, clean, since } = this.#known;
    const leftAt = author.formerly?.get(teamId);
    if (teamId === author.teamId) return true;
    if (leftAt === undefined) return false;
    const heard = (at: number) => {
      if (clean !== null) return clean.at > leftAt && clean.at <= at;
      // Of work that waited nothing else is known.
      return since === null || since > leftAt + SLACK;
    };
    return times.some((at) => Math.min(at, began) <= leftAt || !heard(at));
  }

  /** When something can have been done, by the desk's clock and by the one that it had before. */
  #timesOf(told: number): number[] {
    const { receivedAt } = this.#known;
    const corrected = told + this.#corrected;
    const possible = this.#corrected !== 0 && corrected <= receivedAt + SLACK ? [corrected] : [];
    return [Math.min(told, receivedAt), ...possible].filter((at) => !this.#isLate(at));
  }

  #judge({ args }: LogAttempt, times: Times, subject: Case | null): FactFlag[] {
    const overlaps = this.#calls.some((other) => overlap(other, times));
    // Who looked a case up just before a restore may save its call after it.
    const unknown = this.#isForgotten(times.at) || this.#isForgotten(times.startedAt);
    const flags: [FactFlag, boolean][] = [
      ['before_case', subject !== null && !unknown && times.startedAt < this.#openedAt(subject) - SLACK],
      [
        'case_not_held',
        subject !== null &&
          !unknown &&
          !(args.direction === 'outbound'
            ? this.#mayCall(subject, times.startedAt)
            : this.#mayAnswer(subject, times)),
      ],
      ['calls_overlap', overlaps],
      ['contact_since', !unknown && this.#isOvertaken(times, subject)],
    ];
    return raisedOf(flags);
  }

  /**
   * Whether central lost what it knew of that time. For a desk that has not been heard of since a restore
   * this lasts until now: what it knows may still come from the time that is missing.
   */
  #isForgotten(at: number): boolean {
    const { gap, now, clean } = this.#known;
    if (gap === null || now > gap.to + RECOVERY || at < gap.from - SLACK) return false;
    return clean === null || clean.at < gap.to || at <= gap.to + SLACK;
  }

  /** A central whose clock was set back knows a later import than now: that tells nothing. */
  #openedAt(subject: Case): number {
    const importedAt = this.#known.imports.get(subject.id) ?? subject.openedAt;
    return importedAt > this.#known.now ? -Infinity : importedAt;
  }

  /** Whether the author had the case at that time or so long before, as far as their desk could know. */
  #had(subject: Case, at: number, grace = SLACK): boolean {
    return tenures(subject, this.#known.author.id).some(
      ({ from, to }) => from - SLACK <= at && (at <= to + grace || !this.#heardOf(subject, to, at)),
    );
  }

  /** Whether the author had the case at that time, or nobody of their team had, or they had looked it up. */
  #mayCall(subject: Case, at: number): boolean {
    const free =
      subject.teamId === this.#known.author.teamId &&
      tenures(subject, null).some(({ from, to }) => from - SLACK <= at && at <= to + SLACK);
    return this.#had(subject, at) || free || this.#sought(subject.id, at);
  }

  /** Whether the author had looked the case up within the day before. */
  #sought(caseId: string, at: number): boolean {
    return this.#known.lookups.some(
      (lookUp) => lookUp.caseIds.includes(caseId) && lookUp.at <= at + SLACK && at <= lookUp.at + LOOKED_UP,
    );
  }

  /**
   * Whether the author can have known the case of somebody who called in: leads know all of their team, who
   * had it may still have it on the screen, and it can be looked up until the result is saved.
   */
  #mayAnswer(subject: Case, { startedAt, at }: Times): boolean {
    const { author, lookups } = this.#known;
    if (author.role !== 'agent' || this.#had(subject, startedAt, LOOKED_UP)) return true;
    return lookups.some(
      (lookUp) =>
        lookUp.caseIds.includes(subject.id) && lookUp.at <= at + SLACK && startedAt <= lookUp.at + SAVED_LATE,
    );
  }

  /**
   * Whether the desk knew at that time that the case had left it: who had it when it last heard counts as
   * having it.
   */
  #heardOf({ id, assigneeId }: Case, lostAt: number, at: number): boolean {
    const { author, clean, since, losses } = this.#known;
    // A device that came later never had the case.
    if (clean === null && since !== null && since > lostAt + SLACK) return true;
    // Nobody knows whether it did when it heard of it while the call went on.
    if (clean === null || clean.at <= lostAt || clean.at > at) return false;
    // What told of the loss is gone from the feed when the case came back: it may have come late.
    if (assigneeId === author.id) return false;
    const version = losses.get(id);
    // A move that was ordered offline arrived later than it says.
    return version === undefined || clean.version >= version;
  }

  /** When the desk last had nothing unsent; null: that is not known. */
  get #bound(): number | null {
    const { clean, since, receivedAt } = this.#known;
    const bound = clean?.at ?? since;
    // A central whose clock was set back knows nothing of the time until then.
    return bound !== null && bound > receivedAt ? null : bound;
  }

  #isLate(at: number): boolean {
    return this.#bound !== null && at < this.#bound - SLACK;
  }

  /** Whether the desk had nothing unsent when this call had long been made. */
  #isOvertaken(times: Times, subject: Case | null): boolean {
    const { at, endedAt } = times;
    const bound = this.#bound;
    if (bound === null) return false;
    if (this.#isLate(at) || endedAt < bound - SAVED_LATE) return true;
    return endedAt < bound - SLACK && this.#hadOtherForm(times, subject);
  }

  /** Whether the author saved another call of the case after this one began: a case has one form. */
  #hadOtherForm({ startedAt, at }: Times, subject: Case | null): boolean {
    const others = (subject?.history ?? []).filter(
      (entry) => entry.type === 'attempt' && entry.byId === this.#known.author.id,
    );
    return others.some(
      (other) => other.type === 'attempt' && other.startedAt < at && startedAt < other.at - SLACK,
    );
  }
}
