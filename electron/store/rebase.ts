import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import { type CallOfCase, callsOf } from '../../shared/case/number-calls.ts';
import { isAnswering, withAnswers } from '../../shared/mutation/answers.ts';
import { type ApplyResult, apply } from '../../shared/mutation/apply.ts';
import { type Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Instant } from '../../shared/time.ts';
import type { CaseTable } from './case-table.ts';
import type { HeldTable } from './held-table.ts';
import type { LibraryTable } from './library-table.ts';
import type { Connection } from './open.ts';
import type { Outbox } from './outbox.ts';
import { readCase } from './text-row.ts';

/** What changes the calls to a number. */
const ABOUT_CALLS: readonly Mutation['name'][] = [
  'logAttempt',
  'correctAttempt',
  'confirmCalls',
  'addNumber',
];

/**
 * Keeps the person's pending work on top of what central says: `shadow` holds central's image of each touched
 * row. Before a row changes, or the work on it, that work is lifted off; `replay` runs it again at the end,
 * and no other. Callers hold the transaction and begin it with `refresh`.
 */
export class Rebase {
  readonly #cases: CaseTable;
  readonly #held: HeldTable;
  readonly #library: LibraryTable;
  readonly #outbox: Outbox;
  readonly #author: SignedInUser;
  readonly #anything;
  readonly #carries;
  readonly #named;
  readonly #beside;
  readonly #unretired;
  readonly #remember;
  readonly #image;
  readonly #forget;
  readonly #kept;
  /** Cases whose pending work is to run again. */
  readonly #lifted = new Set<string>();
  #liftedAll = false;
  /** Nothing is pending; null: not asked yet in this transaction. */
  #idle: boolean | null = null;

  constructor(
    connection: Connection,
    tables: { cases: CaseTable; held: HeldTable; library: LibraryTable; outbox: Outbox },
    author: SignedInUser,
  ) {
    this.#cases = tables.cases;
    this.#held = tables.held;
    this.#library = tables.library;
    this.#outbox = tables.outbox;
    this.#author = author;
    this.#anything = connection
      .prepare<[], number>('SELECT EXISTS (SELECT 1 FROM outbox_case) OR EXISTS (SELECT 1 FROM shadow)')
      .pluck();
    this.#carries = connection
      .prepare<[{ id: string }], number>(
        `SELECT EXISTS (SELECT 1 FROM outbox_case WHERE case_id = @id) OR EXISTS (SELECT 1 FROM shadow WHERE id = @id)`,
      )
      .pluck();
    this.#named = connection
      .prepare<[], string>('SELECT case_id FROM outbox_case UNION SELECT id FROM shadow')
      .pluck();
    this.#unretired = connection
      .prepare<[string], string>('SELECT id FROM outbox_case WHERE case_id = ?')
      .pluck();
    this.#beside = connection
      .prepare<[string], string>(
        `SELECT DISTINCT other.case_id FROM outbox_case AS own JOIN outbox_case AS other ON other.id = own.id
          WHERE own.case_id = ?`,
      )
      .pluck();
    this.#remember = connection.prepare<[string, string | null]>(
      'INSERT OR IGNORE INTO shadow (id, doc) VALUES (?, ?)',
    );
    this.#image = connection.prepare<[string], string | null>('SELECT doc FROM shadow WHERE id = ?').pluck();
    this.#forget = connection.prepare<[string]>('DELETE FROM shadow WHERE id = ?');
    this.#kept = connection.transaction((mutation: Mutation, library: Library) =>
      this.#run(mutation, library),
    );
  }

  /** A transaction begins: what an earlier one lifted may have been rolled back. */
  refresh(): void {
    this.#lifted.clear();
    this.#liftedAll = false;
    this.#idle = null;
  }

  /** A mutation with what its case shows here; `readAt`: until when the rows here are as central's. */
  knowing(mutation: Mutation, library: Library, readAt: Instant | null): Mutation {
    if (!isAnswering(mutation)) return mutation;
    const known = withAnswers(mutation, this.#cases.get(mutation.args.caseId), library);
    if (known.name !== 'recordFinding' || readAt === null) return known;
    return { ...known, args: { readAt, ...known.args } };
  }

  /** A decision that is made anew: a move compares with what its case shows here. */
  compared(mutation: Mutation): Mutation {
    if (mutation.name !== 'reassign') return mutation;
    const expected = this.#cases.get(mutation.args.caseId)?.assignmentId ?? null;
    return { ...mutation, args: { ...mutation.args, expected, commandId: null } };
  }

  /** Applies one mutation to the view. A refusal changes nothing. */
  applyLocally(mutation: Mutation, library: Library): ApplyResult {
    const result = this.#run(mutation, library);
    if (result.ok && ABOUT_CALLS.includes(mutation.name))
      for (const caseId of reads(mutation)) this.#held.setPending(caseId, this.#pendingCalls(caseId));
    return result;
  }

  #run(mutation: Mutation, library: Library): ApplyResult {
    const cases = this.#casesOf(mutation);
    const { id, role, teamId, permissions } = this.#author;
    const result = apply(mutation, cases, {
      author: { id, role, teamId, permissions },
      receivedAt: mutation.at,
      library,
      dispositionsOf: (version) => this.#library.dispositions(version),
    });
    if (!result.ok) return result;
    const touched = new Set([...reads(mutation), ...result.cases.map((subject) => subject.id)]);
    for (const caseId of touched) this.#remember.run(caseId, this.#cases.text(caseId));
    for (const document of result.cases) this.#cases.put(document);
    return result;
  }

  /**
   * The calls of a case that central may not have told others yet: those that its image of the case does not
   * have, and those that are not retired. The row of their number may come pages later than the case.
   */
  #pendingCalls(caseId: string): CallOfCase[] {
    const image = this.#image.get(caseId);
    const subject = image === undefined ? null : this.#cases.get(caseId);
    if (!subject) return [];
    const central = readCase(image ?? '', caseId);
    const known = new Set(central ? callsOf(central).map(({ id }) => id) : []);
    const unretired = new Set(this.#unretired.all(caseId));
    return callsOf(subject).filter(({ id }) => unretired.has(id) || !known.has(id));
  }

  #casesOf(mutation: Mutation): Map<string, Case> {
    const cases = new Map<string, Case>();
    for (const id of reads(mutation)) {
      const subject = this.#cases.get(id);
      if (subject) cases.set(id, subject);
    }
    return cases;
  }

  /** Takes the pending work off cases, and off those that it names beside them. */
  lift(ids: Iterable<string>): void {
    for (const id of ids) this.#lift(id, false);
  }

  /** As above, of a case whose row is written next: central's former image of it is not put back. */
  liftForNew(id: string): void {
    this.#lift(id, true);
  }

  /** Takes off all pending work: what it was applied by has changed. */
  liftAll(): void {
    if (this.#liftedAll) return;
    this.#liftedAll = true;
    this.lift(this.#named.all());
  }

  /** Whether a case carries pending work. */
  carries(id: string): boolean {
    this.#idle ??= this.#anything.get() === 0;
    return !this.#idle && this.#carries.get({ id }) === 1;
  }

  #lift(id: string, replaced: boolean): void {
    if (this.#lifted.has(id) || !this.carries(id)) return;
    this.#lifted.add(id);
    const image = this.#image.get(id);
    if (image !== undefined && !replaced) this.#putBack(id, image);
    this.#forget.run(id);
    this.lift(this.#beside.all(id));
  }

  #putBack(id: string, image: string | null): void {
    const subject = image === null ? null : readCase(image, id);
    if (image === null) this.#cases.remove(id);
    // What this program cannot read it has not changed either.
    else if (subject) this.#cases.put(subject);
  }

  /** See `Outbox.requeue`. What waited at central is in no row, and is to be seen again. */
  requeue(clientId: string, withJournal: boolean): void {
    const waited = withJournal ? this.#outbox.casesWaiting() : [];
    this.#outbox.requeue(clientId, withJournal);
    this.#idle = null;
    this.lift(waited);
  }

  /**
   * Runs what is still unretired of the work that was lifted again, each on its own savepoint: one that fails
   * must not take the others with it. Answers the cases that were lifted.
   */
  replay(): string[] {
    if (this.#lifted.size === 0) return [];
    const lifted = [...this.#lifted];
    this.refresh();
    const library = this.#library.newest();
    for (const mutation of this.#outbox.about(lifted)) {
      try {
        this.#kept(mutation, library);
      } catch {
        // A mutation that throws stays in the outbox; central decides about it.
      }
    }
    // Until here others are held back by the calls as they were: most are so again.
    for (const caseId of lifted) this.#held.setPending(caseId, this.#pendingCalls(caseId));
    return lifted;
  }
}
