import type { PushResult } from '../../shared/api/sync.ts';
import type { Case, Finding } from '../../shared/case/case.ts';
import type { DispositionSet } from '../../shared/case/disposition.ts';
import type { Ties } from '../../shared/mutation/access.ts';
import { apply, type Kept } from '../../shared/mutation/apply.ts';
import { timesOf } from '../../shared/mutation/attempt.ts';
import { evidenceIn, isOvertaken } from '../../shared/mutation/finding.ts';
import {
  type CorrectAttempt,
  type LogAttempt,
  type Mutation,
  reads,
} from '../../shared/mutation/mutation.ts';
import {
  decidedAnew,
  isNumberDecision,
  type NumberDecision,
  type NumberDecisions,
} from '../../shared/mutation/number-decisions.ts';
import { isFact, mayWait, missingFor } from '../../shared/mutation/premise.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Matter } from '../../shared/policy/matters.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Trx } from '../db/connect.ts';
import { type CallResult, type CaseEvent, insertEvents } from '../db/facts.ts';
import { saveFinding } from '../db/intake.ts';
import { insertMutations, type StoredMutation } from '../db/mutations.ts';
import { saveSpread } from '../db/number-spread.ts';
import type { Caller } from '../services.ts';
import { type Claim, isClaim, type Judged } from './doubts.ts';
import type { Knowing } from './known-matters.ts';
import type { ChangedCase } from './publish-cases.ts';
import type { PushItem } from './push-body.ts';
import { keptBy, receiptOf } from './receipt.ts';
import { teamAt } from './scopes.ts';
import { readableAfter, readableCase, readCase } from './stored-case.ts';

export interface Circumstances {
  /** The locked cases as stored, by id. */
  documents: ReadonlyMap<string, unknown>;
  /** What waits for a finding on the reports of the numbers that are decided about, by number. */
  evidence: ReadonlyMap<string, readonly Matter[]>;
  /** What the transaction changed before; it is changed further. */
  changed?: Map<string, ChangedCase>;
  caller: Pick<Caller, 'id' | 'role' | 'permissions' | 'teamId'> & { formerly: ReadonlyMap<string, number> };
  /** The rules of the caller's team; null: they cannot be read, so that nothing can be judged. */
  library: Library | null;
  /** The rules of each team whose cases are locked; null: they cannot be read. */
  libraryOf(teamId: string): Library | null;
  /** Older sets of dispositions that the work was done under. */
  dispositionsOf(teamId: string, version: number): DispositionSet | null;
  /** Whom cases of a team may be given to. */
  assignableIn(teamId: string): ReadonlySet<string>;
  /** What ties the caller to a case that a mutation is about. */
  tiesTo(subject: Case, mutation: Mutation): Ties;
  receivedAt: number;
  clientId: string;
  knowing: Knowing;
  /** The device's clock is far from central's. */
  clockOff: boolean;
  /** Whether central has taken or refused that work. */
  settled(id: string): boolean;
  /** Judges a claim on a case as it is without it; null: central does not have the case. */
  doubtsOf(claim: Claim, subject: Case | null): Judged;
  /** Seals receipts. */
  receiptKey: string;
  ids: Ids;
}

function nameOf(item: PushItem): string {
  const { name } = item.mutation;
  return typeof name === 'string' ? name.slice(0, 40).replaceAll('\u0000', '') : 'unknown';
}

/** Central keeps it until it can judge it. */
function later(id: string): PushResult {
  return { id, status: 'waiting', code: null, params: {}, flags: ['not_understood'] };
}

/**
 * Of work that this program does not understand: what a newer one may, and whatever somebody says of a call,
 * is kept until a program does. Only a decision that is known and written wrongly is refused.
 */
function unread({ mutation: { id, name, v } }: PushItem): PushResult {
  const newer = typeof name === 'string' && Number.isInteger(v) && (v !== 1 || mayWait(name));
  return newer || isFact(name) ? later(id) : rejected(id, 'invalid_input');
}

/** Nobody can judge a fact of a case that cannot be read, or that the database does not take. */
function failed({ id, name }: PushItem['mutation']): PushResult {
  return isFact(name) ? later(id) : rejected(id, 'internal');
}

function rejected(id: string, code: PushResult['code'], params: PushResult['params'] = {}): PushResult {
  return { id, status: 'rejected', code, params, flags: [] };
}

/** By number, so that two transactions never wait for each other. */
function inTheirOrder<T>(byNumber: ReadonlyMap<string, T>): [string, T][] {
  return [...byNumber].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whoever may not see a case is answered as if it did not exist. */
function told(result: PushResult): PushResult {
  return { ...result, flags: result.flags.filter((flag) => flag !== 'foreign_team') };
}

/**
 * What came back after a restore: `again` is its desk's word and lets it wait for what is missing, `kept` is
 * proven and lets it stand as it had been taken.
 */
interface Former {
  again: boolean;
  kept?: Kept;
}

/**
 * The mutations of one transaction as they arrive: applied in memory one by one, written together afterwards.
 */
export class Arrival {
  /** What changed so far: the case before this transaction, and as it is now. */
  readonly changed: Map<string, ChangedCase>;
  readonly #given: Circumstances;
  readonly #mutations: StoredMutation[] = [];
  /** Calls and corrections of calls, which get their places behind the teams' counters. */
  readonly results: CallResult[] = [];
  readonly #events: CaseEvent[] = [];
  readonly #findings = new Map<string, Finding>();
  /** What was decided about numbers, for all of their reports. */
  readonly #spreads = new Map<string, NumberDecisions>();

  constructor(given: Circumstances) {
    this.#given = given;
    this.changed = given.changed ?? new Map();
  }

  /**
   * Applies one mutation (null: not understood). One that fails on its case harms no other: a fact waits, a
   * decision is refused.
   */
  take(item: PushItem, mutation: Mutation | null): PushResult {
    if (!mutation) return this.#record(item, unread(item), null);
    const former = this.#former(item.mutation, item);
    const result = this.#judge(mutation, former, item.mutation);
    const isLater = result.flags.includes('not_understood');
    // What was done on the telephone is kept even when the case cannot take it.
    this.#recordFact(mutation, result, former);
    return this.#record(item, told(result), isLater ? null : mutation.args.caseId);
  }

  /** Judges once more what waited; null: it waits on. */
  retry(mutation: Mutation, { body, again, receipt }: StoredMutation): PushResult | null {
    const former = this.#former(body, { again, receipt });
    const result = this.#judge(mutation, former, body);
    if (result.status === 'waiting') return null;
    this.#recordFact(mutation, result, former);
    return told(result);
  }

  /** Keeps one mutation as it came without applying it; what is said of a call (null: nothing) as a fact. */
  setAside(item: PushItem, said: Mutation | null): PushResult {
    const result = failed(item.mutation);
    if (said) this.#recordFact(said, result, this.#former(item.mutation, item));
    return this.#record(item, result, null);
  }

  /** Numbers about which something was decided. */
  get decided(): Iterable<string> {
    return this.#spreads.keys();
  }

  /** Writes the ledger of everything that was taken; the cases and results are for `publishCases`. */
  async store(trx: Trx): Promise<void> {
    await insertMutations(trx, this.#mutations);
    await insertEvents(trx, this.#events);
    const { receivedAt: now, ids } = this.#given;
    for (const [number, finding] of inTheirOrder(this.#findings))
      await saveFinding(trx, number, finding, now);
    for (const [number, decisions] of inTheirOrder(this.#spreads))
      await saveSpread(trx, number, { tag: ids.uuid(), now }, (under) => decidedAnew(under, decisions));
  }

  /** What is known of how central had taken the work before it was put back. */
  #former(body: unknown, { again, receipt }: { again: boolean; receipt: string | null }): Former {
    const { caller, receiptKey } = this.#given;
    const kept = receipt === null ? null : keptBy(receiptKey, { accountId: caller.id, body }, receipt);
    return { again: again || kept !== null, ...(kept && { kept }) };
  }

  #judge(mutation: Mutation, former: Former, body: unknown): PushResult {
    const { library } = this.#given;
    const subject = this.#other(mutation.args.caseId);
    // Work that was done in another team is judged by the rules of that team, when they can be read.
    const unruled = subject && this.#isOfTheirs(subject, mutation) && !this.#given.libraryOf(subject.teamId);
    if (!library || unruled) return later(mutation.id);
    try {
      const result = this.#apply(mutation, former, library);
      // What does nothing to a case gets none: work on an unknown case has none either.
      const sealed = result.status === 'applied' && !result.flags.includes('foreign_team');
      return sealed ? { ...result, receipt: this.#receiptOf(mutation, former, body) } : result;
    } catch {
      return failed(mutation);
    }
  }

  #receiptOf(mutation: Mutation, { kept }: Former, body: unknown): string {
    const { caller, receivedAt, receiptKey } = this.#given;
    const entries = this.changed.get(mutation.args.caseId)?.subject.history;
    const entry = entries?.find(({ id }) => id === mutation.id);
    const at = entry?.at ?? Math.min(mutation.at, receivedAt);
    const flags = (entry && 'flags' in entry && entry.flags) || [];
    return receiptOf(receiptKey, { accountId: caller.id, body }, kept ?? { at, receivedAt, flags });
  }

  #apply(mutation: Mutation, { again, kept }: Former, library: Library): PushResult {
    const { caller, settled, knowing, dispositionsOf, assignableIn } = this.#given;
    const known = (matter: Matter) => knowing(matter, mutation);
    const before = this.#casesOf(mutation);
    const former = kept && { kept, receivedAt: kept.receivedAt };
    const judged = this.#judgedOf(mutation, before.get(mutation.args.caseId));
    const teamId = before.get(mutation.args.caseId)?.teamId ?? caller.teamId;
    const rules = {
      library: this.#given.libraryOf(teamId) ?? library,
      dispositionsOf: (version: number) => dispositionsOf(teamId, version),
      assignable: assignableIn(teamId),
    };
    const context = { ...this.#given, ...rules, author: caller, known, ...former, ...judged };
    const done = apply(mutation, before, context);
    const refusal = done.ok ? null : done.code;
    const missing = missingFor(mutation, before.get(mutation.args.caseId), { refusal, settled, again });
    if (missing) {
      const params = done.ok ? {} : done.params;
      const unknown = missing === 'case' ? (['case_unknown'] as const) : [];
      // When it is judged once more nobody knows this of its desk.
      const raised = done.ok ? done.flags : judged.flags;
      return { id: mutation.id, status: 'waiting', code: refusal, params, flags: [...raised, ...unknown] };
    }
    if (!done.ok) return rejected(mutation.id, done.code, done.params);
    const named = reads(mutation);
    const readable = done.cases.flatMap((subject) => readableAfter(() => subject) ?? []);
    const left = done.cases.filter(({ id }) => !readable.some((subject) => subject.id === id));
    if (left.some(({ id }) => named.includes(id))) return failed(mutation);
    for (const subject of readable) {
      const known = this.changed.get(subject.id);
      const earlier = known ? known.before : (before.get(subject.id) ?? null);
      this.changed.set(subject.id, { before: earlier, subject });
    }
    if (isNumberDecision(mutation)) this.#spread(mutation);
    return { id: mutation.id, status: 'applied', code: null, params: {}, flags: done.flags };
  }

  /**
   * What was decided on one report holds for all reports of its number, which get it later, and for those to
   * come.
   */
  #spread(mutation: NumberDecision): void {
    const { caller, receivedAt } = this.#given;
    const decided = this.changed.get(mutation.args.caseId)?.subject;
    if (decided?.kind !== 'spam_report') return;
    const { reportedNumber, finding } = decided.facts;
    const by = { id: caller.id, teamId: decided.teamId };
    const made = { by, at: Math.min(mutation.at, receivedAt) };
    let decisions: NumberDecisions = {};
    if (mutation.name === 'beginInvestigation')
      decisions = { investigation: { ...made, cause: mutation.id } };
    else if (finding && !wasOvertaken(decided, mutation.id)) {
      this.#findings.set(reportedNumber, finding);
      const answers = this.#evidence(reportedNumber, mutation);
      decisions = { finding: { ...made, finding, answers } };
    }
    this.#spreads.set(reportedNumber, decidedAnew(this.#spreads.get(reportedNumber) ?? {}, decisions));
  }

  /** Evidence on all reports of a number that a finding answers: what its maker can have known. */
  #evidence(number: string, mutation: NumberDecision): string[] {
    const { evidence, knowing, libraryOf } = this.#given;
    const known = (matter: Matter) => knowing(matter, mutation);
    const stored = (evidence.get(number) ?? []).filter(known).map(({ id }) => id);
    const now = [...this.changed.values()].flatMap(({ subject }) => {
      const library = libraryOf(subject.teamId);
      const isReport = subject.kind === 'spam_report' && subject.facts.reportedNumber === number;
      return isReport && library ? evidenceIn(subject, library, known) : [];
    });
    return [...stored, ...now];
  }

  #casesOf(mutation: Mutation): Map<string, Case> {
    const cases = new Map<string, Case>();
    for (const id of reads(mutation)) {
      const subject = this.#case(id);
      if (subject) cases.set(id, subject);
    }
    return cases;
  }

  /** A case as this transaction has it by now. */
  #case(id: string): Case | null {
    const stored = this.#given.documents.get(id);
    return this.changed.get(id)?.subject ?? (stored === undefined ? null : readCase(stored));
  }

  /** A case that a mutation does not name: one that cannot be read is left out. */
  #other(id: string): Case | null {
    return this.changed.get(id)?.subject ?? readableCase(this.#given.documents.get(id));
  }

  /** What only central can tell of a claim. */
  #judgedOf(mutation: Mutation, subject: Case | undefined): Judged {
    if (!isClaim(mutation)) return { flags: [], shift: 0 };
    const { clockOff, doubtsOf } = this.#given;
    // What is said of another team's case must not tell that there is one.
    const own = subject && this.#isOfTheirs(subject, mutation) ? subject : null;
    const { flags, shift } = doubtsOf(mutation, own);
    const off = clockOff && mutation.name === 'logAttempt';
    return { flags: [...(off ? ['clock_off' as const] : []), ...flags], shift };
  }

  /** Whether the case is of the author's team, or of one that they were in when they did that. */
  #isOfTheirs(subject: Case, mutation: Mutation): boolean {
    const { caller, tiesTo } = this.#given;
    return subject.teamId === caller.teamId || tiesTo(subject, mutation).member === true;
  }

  #record(item: PushItem, result: PushResult, caseId: string | null): PushResult {
    const { caller, clientId, receivedAt } = this.#given;
    this.#mutations.push({
      id: item.mutation.id,
      clientId,
      seq: item.seq,
      accountId: caller.id,
      name: nameOf(item),
      receivedAt,
      body: item.mutation,
      result,
      caseId,
      again: item.again,
      receipt: item.receipt,
    });
    return result;
  }

  #recordFact(mutation: Mutation, result: PushResult, { kept }: Former): void {
    const { caller, ids } = this.#given;
    const receivedAt = kept?.receivedAt ?? this.#given.receivedAt;
    const at = Math.min(mutation.at, receivedAt);
    const teamId = this.#other(mutation.args.caseId)?.teamId ?? teamAt(caller, at);
    const made = { id: mutation.id, teamId, authorId: caller.id, at, receivedAt, flags: result.flags };
    if (mutation.name === 'logAttempt')
      this.results.push({
        ...mutation.args,
        ...made,
        ...this.#timesIn(mutation, receivedAt),
        corrects: null,
      });
    if (mutation.name === 'correctAttempt' && result.status === 'applied')
      this.#recordCorrection(mutation, made);
    for (const caseId of reads(mutation))
      this.#events.push({
        id: ids.uuid(),
        caseId,
        name: mutation.name,
        authorId: caller.id,
        at,
        receivedAt,
        status: result.status,
        detail: { mutationId: mutation.id, args: mutation.args, code: result.code, params: result.params },
      });
  }

  /** When a call was, as its case has it; for one that no case took, never later than it arrived. */
  #timesIn(
    call: LogAttempt,
    receivedAt: number,
  ): Pick<CallResult, 'at' | 'startedAt' | 'endedAt' | 'callbackAt'> {
    const { history } = this.#other(call.args.caseId) ?? { history: [] };
    const entry = history.find(({ id }) => id === call.id);
    const { at, startedAt, endedAt, callbackAt } =
      entry?.type === 'attempt' ? entry : { ...call.args, ...timesOf(call, receivedAt) };
    return { at, startedAt, endedAt, callbackAt };
  }

  /** A corrected result is a result of the same call: other systems learn it like the first one. */
  #recordCorrection(
    { args }: CorrectAttempt,
    made: Pick<CallResult, 'id' | 'teamId' | 'authorId' | 'at' | 'receivedAt' | 'flags'>,
  ): void {
    const call = this.changed
      .get(args.caseId)
      ?.subject.history.find((entry) => entry.type === 'attempt' && entry.id === args.attemptId);
    if (call?.type !== 'attempt') return;
    const { attemptId: corrects, why: note, ...right } = args;
    this.results.push({ ...call, ...right, ...made, note, corrects });
  }
}

/** Whether a finding came back behind a newer one, which holds for all reports of the number already. */
function wasOvertaken(subject: Case, findingId: string): boolean {
  const made = subject.history.find(({ id }) => id === findingId);
  return made !== undefined && isOvertaken(subject, made.at);
}
