import type { PushResult } from '../../shared/api/sync.ts';
import type { Case, Finding } from '../../shared/case/case.ts';
import type { DispositionSet } from '../../shared/case/disposition.ts';
import type { FactFlag } from '../../shared/case/history.ts';
import { apply } from '../../shared/mutation/apply.ts';
import { type CorrectAttempt, type Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Trx } from '../db/connect.ts';
import { type CallResult, type CaseEvent, insertEvents } from '../db/facts.ts';
import { saveFinding } from '../db/intake.ts';
import { insertMutations, type StoredMutation } from '../db/mutations.ts';
import type { Caller } from '../services.ts';
import type { ChangedCase } from './publish-cases.ts';
import type { PushItem } from './push-body.ts';
import { findingAfter, isNumberDecision, type NumberDecision, spread } from './spread.ts';
import { readableAfter, readableCase, readCase } from './stored-case.ts';

interface Circumstances {
  /** The locked cases as stored, by id. */
  documents: ReadonlyMap<string, unknown>;
  caller: Caller;
  /** The rules of the caller's team. */
  library: Library;
  /** The rules of each team whose cases are locked; null: they cannot be read. */
  libraryOf(teamId: string): Library | null;
  /** Older sets of dispositions that the work was done under. */
  dispositionsOf(version: number): DispositionSet | null;
  /** Whom cases of the caller's team may be given to. */
  assignable: ReadonlySet<string>;
  /** Whether the caller looked a case up on the day of a moment. */
  visited(caseId: string, at: number): boolean;
  receivedAt: number;
  clientId: string;
  /** The device's clock is far from central's. */
  clockOff: boolean;
  ids: Ids;
}

/** The case with the flags that only central can raise on the entry which the mutation made. */
function withFlags(subject: Case, entryId: string, flags: FactFlag[]): Case {
  const history = subject.history.map((entry) =>
    entry.type === 'attempt' && entry.id === entryId ? { ...entry, flags } : entry,
  );
  return { ...subject, history };
}

function nameOf(item: PushItem): string {
  const { name } = item.mutation;
  return typeof name === 'string' ? name.slice(0, 40).replaceAll('\u0000', '') : 'unknown';
}

function rejected(id: string, code: PushResult['code'], params: PushResult['params'] = {}): PushResult {
  return { id, status: 'rejected', code, params, flags: [] };
}

/** Whoever may not see a case is answered as if it did not exist. */
function told(result: PushResult): PushResult {
  return { ...result, flags: result.flags.filter((flag) => flag !== 'foreign_team') };
}

/** The mutations of one transaction as they arrive: applied in memory one by one, written together afterwards. */
export class Arrival {
  /** What changed so far: the case before this transaction, and as it is now. */
  readonly changed = new Map<string, ChangedCase>();
  readonly #given: Circumstances;
  readonly #mutations: StoredMutation[] = [];
  /** Calls and corrections of calls, which lie behind the teams' counters: see `insertCallResults`. */
  readonly results: CallResult[] = [];
  readonly #events: CaseEvent[] = [];
  readonly #findings = new Map<string, Finding>();

  constructor(given: Circumstances) {
    this.#given = given;
  }

  /** Applies one mutation (null: not understood). One that fails on its case is rejected and harms no other. */
  take(item: PushItem, mutation: Mutation | null): PushResult {
    if (!mutation) return this.#record(item, rejected(item.mutation.id, 'invalid_input'));
    let result: PushResult;
    try {
      result = this.#apply(mutation);
    } catch {
      result = rejected(mutation.id, 'internal');
    }
    // What was done on the telephone is kept even when the case cannot take it.
    this.#recordFact(mutation, result);
    return this.#record(item, told(result));
  }

  /** Keeps one mutation as it came without applying it. */
  setAside(item: PushItem): PushResult {
    return this.#record(item, rejected(item.mutation.id, 'internal'));
  }

  /** Writes the ledger of everything that was taken; the cases are for `publishCases`, the results come behind them. */
  async store(trx: Trx): Promise<void> {
    await insertMutations(trx, this.#mutations);
    await insertEvents(trx, this.#events);
    for (const [number, finding] of this.#findings)
      await saveFinding(trx, number, finding, this.#given.receivedAt);
  }

  #apply(mutation: Mutation): PushResult {
    const { caller } = this.#given;
    const before = this.#casesOf(mutation);
    const done = apply(mutation, before, { ...this.#given, author: caller });
    if (!done.ok) return rejected(mutation.id, done.code, done.params);
    const flags = this.#flagged(mutation, done.flags);
    const named = reads(mutation);
    const readable = done.cases.flatMap(
      (subject) => readableAfter(() => withFlags(subject, mutation.id, flags)) ?? [],
    );
    const left = done.cases.filter(({ id }) => !readable.some((subject) => subject.id === id));
    if (left.some(({ id }) => named.includes(id))) return rejected(mutation.id, 'internal');
    for (const subject of readable) {
      const earlier = this.changed.get(subject.id)?.before ?? before.get(subject.id) ?? null;
      this.changed.set(subject.id, { before: earlier, subject });
    }
    if (isNumberDecision(mutation)) this.#spread(mutation);
    return { id: mutation.id, status: 'applied', code: null, params: {}, flags };
  }

  /** What was decided on one report holds for all reports of its number, and for those to come. */
  #spread(mutation: NumberDecision): void {
    const { caller, libraryOf, receivedAt, documents } = this.#given;
    const decided = this.changed.get(mutation.args.caseId)?.subject;
    if (decided?.kind !== 'spam_report') return;
    const { reportedNumber } = decided.facts;
    const finding = findingAfter(mutation, decided);
    if (finding) this.#findings.set(reportedNumber, finding);
    const context = { at: Math.min(mutation.at, receivedAt), byId: caller.id };
    for (const id of documents.keys()) {
      const other = this.#other(id);
      if (other?.kind !== 'spam_report' || other.facts.reportedNumber !== reportedNumber) continue;
      const library = libraryOf(other.teamId);
      if (!library) continue;
      const informed = readableAfter(() => spread(mutation, decided, other, { ...context, library }));
      if (!informed || informed === other) continue;
      this.changed.set(id, { before: this.changed.get(id)?.before ?? other, subject: informed });
    }
  }

  #casesOf(mutation: Mutation): Map<string, Case> {
    const cases = new Map<string, Case>();
    for (const id of reads(mutation)) {
      const subject = this.#case(id);
      if (!subject) continue;
      cases.set(id, subject);
      for (const { caseId } of subject.related) {
        const neighbour = this.#other(caseId);
        if (neighbour) cases.set(caseId, neighbour);
      }
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

  #flagged(mutation: Mutation, flags: FactFlag[]): FactFlag[] {
    const late = this.#given.clockOff && mutation.name === 'logAttempt' && !flags.includes('clock_off');
    return late ? [...flags, 'clock_off'] : flags;
  }

  #record(item: PushItem, result: PushResult): PushResult {
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
    });
    return result;
  }

  #recordFact(mutation: Mutation, result: PushResult): void {
    const { caller, receivedAt, ids } = this.#given;
    const at = Math.min(mutation.at, receivedAt);
    const made = { id: mutation.id, authorId: caller.id, at, receivedAt, flags: result.flags };
    if (mutation.name === 'logAttempt') this.results.push({ ...mutation.args, ...made, corrects: null });
    if (mutation.name === 'correctAttempt' && result.status === 'applied')
      this.#recordCorrection(mutation, made);
    this.#events.push({
      id: ids.uuid(),
      caseId: mutation.args.caseId,
      name: mutation.name,
      authorId: caller.id,
      at,
      receivedAt,
      status: result.status,
      detail: { mutationId: mutation.id, args: mutation.args, code: result.code, params: result.params },
    });
  }

  /** A corrected result is a result of the same call: other systems learn it like the first one. */
  #recordCorrection(
    { args }: CorrectAttempt,
    made: Pick<CallResult, 'id' | 'authorId' | 'at' | 'receivedAt' | 'flags'>,
  ): void {
    const call = this.changed
      .get(args.caseId)
      ?.subject.history.find((entry) => entry.type === 'attempt' && entry.id === args.attemptId);
    if (call?.type !== 'attempt') return;
    const { attemptId: corrects, why: note, ...right } = args;
    this.results.push({ ...call, ...right, ...made, note, corrects });
  }
}
