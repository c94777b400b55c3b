import type { PushResult } from '../../shared/api/sync.ts';
import { Case } from '../../shared/case/case.ts';
import type { FactFlag } from '../../shared/case/history.ts';
import { apply } from '../../shared/mutation/apply.ts';
import { type Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';
import { updateCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { insertCallResult, insertEvents } from '../db/facts.ts';
import { insertMutation } from '../db/mutations.ts';
import { inSavepoint, isTransient } from '../db/transaction.ts';
import type { Caller } from '../services.ts';
import type { PushItem } from './push-body.ts';

interface Circumstances {
  /** The locked cases as stored, by id. */
  documents: ReadonlyMap<string, unknown>;
  caller: Caller;
  library: Library;
  receivedAt: number;
  clientId: string;
  /** The device's clock is far from central's. */
  clockOff: boolean;
  ids: Ids;
}

/** Cases as one mutation leaves them, to be kept once its savepoint holds. */
type Outcome = { result: PushResult; cases: Case[] };

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

/** The mutations of one transaction as they arrive, one savepoint each. */
export class Arrival {
  /** What changed so far: the owner before this transaction, and the case as it is now. */
  readonly changed = new Map<string, { formerOwner: string | null; subject: Case }>();
  readonly #trx: Trx;
  readonly #given: Circumstances;

  constructor(trx: Trx, given: Circumstances) {
    this.#trx = trx;
    this.#given = given;
  }

  /** Applies and records one mutation. One that fails is recorded as rejected and harms no other. */
  async take(item: PushItem, mutation: Mutation | null): Promise<PushResult> {
    try {
      const { result, cases } = await inSavepoint(this.#trx, () => this.#apply(item, mutation));
      for (const subject of cases) this.#keep(subject);
      return result;
    } catch (error) {
      if (isTransient(error)) throw error;
      const result: PushResult = {
        id: item.mutation.id,
        status: 'rejected',
        code: 'internal',
        params: {},
        flags: [],
      };
      await this.#record(item, result);
      // What was done on the telephone is kept even when the case cannot take it.
      if (mutation)
        await inSavepoint(this.#trx, () => this.#recordFact(mutation, result)).catch(() => undefined);
      return result;
    }
  }

  async #apply(item: PushItem, mutation: Mutation | null): Promise<Outcome> {
    if (!mutation) {
      const result: PushResult = {
        id: item.mutation.id,
        status: 'rejected',
        code: 'invalid_input',
        params: {},
        flags: [],
      };
      await this.#record(item, result);
      return { result, cases: [] };
    }
    const { caller, library, receivedAt } = this.#given;
    const done = apply(mutation, this.#casesOf(mutation), { author: caller, receivedAt, library });
    const flags = done.ok ? this.#flagged(mutation, done.flags) : [];
    const cases = done.ok ? done.cases.map((subject) => withFlags(subject, mutation.id, flags)) : [];
    const result: PushResult = done.ok
      ? { id: mutation.id, status: 'applied', code: null, params: {}, flags }
      : { id: mutation.id, status: 'rejected', code: done.code, params: done.params, flags: [] };
    await updateCases(this.#trx, cases);
    await this.#record(item, result);
    await this.#recordFact(mutation, result);
    return { result, cases };
  }

  #casesOf(mutation: Mutation): Map<string, Case> {
    const cases = new Map<string, Case>();
    for (const id of reads(mutation)) {
      const document = this.changed.get(id)?.subject ?? this.#given.documents.get(id);
      if (document !== undefined) cases.set(id, Case.parse(document));
    }
    return cases;
  }

  #flagged(mutation: Mutation, flags: FactFlag[]): FactFlag[] {
    const late = this.#given.clockOff && mutation.name === 'logAttempt' && !flags.includes('clock_off');
    return late ? [...flags, 'clock_off'] : flags;
  }

  #keep(subject: Case): void {
    const before = this.changed.get(subject.id);
    const stored = Case.safeParse(this.#given.documents.get(subject.id)).data;
    this.changed.set(subject.id, { formerOwner: before?.formerOwner ?? stored?.assigneeId ?? null, subject });
  }

  async #record(item: PushItem, result: PushResult): Promise<void> {
    const { caller, clientId, receivedAt } = this.#given;
    await insertMutation(this.#trx, {
      id: item.mutation.id,
      clientId,
      seq: item.seq,
      accountId: caller.id,
      name: nameOf(item),
      receivedAt,
      body: item.mutation,
      result,
    });
  }

  async #recordFact(mutation: Mutation, result: PushResult): Promise<void> {
    const { caller, receivedAt, ids } = this.#given;
    const at = Math.min(mutation.at, receivedAt);
    if (mutation.name === 'logAttempt') {
      await insertCallResult(this.#trx, {
        mutation,
        authorId: caller.id,
        at,
        receivedAt,
        flags: result.flags,
      });
    }
    await insertEvents(this.#trx, [
      {
        id: ids.uuid(),
        caseId: mutation.args.caseId,
        name: mutation.name,
        authorId: caller.id,
        at,
        receivedAt,
        status: result.status,
        detail: { mutationId: mutation.id, args: mutation.args, code: result.code, params: result.params },
      },
    ]);
  }
}
