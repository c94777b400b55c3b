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
const ABOUT_CALLS: readonly Mutation['name'][] = ['logAttempt', 'correctAttempt', 'confirmCalls'];

interface ShadowRow {
  id: string;
  doc: string | null;
}

/**
 * Keeps the person's pending work on top of what central says: `shadow` holds central's image of each touched
 * row, so that a pull can put it back, patch it and let the pending work run again. Callers hold the
 * transaction.
 */
export class Rebase {
  readonly #connection: Connection;
  readonly #cases: CaseTable;
  readonly #held: HeldTable;
  readonly #library: LibraryTable;
  readonly #outbox: Outbox;
  readonly #author: SignedInUser;
  readonly #remember;
  readonly #image;

  constructor(
    connection: Connection,
    tables: { cases: CaseTable; held: HeldTable; library: LibraryTable; outbox: Outbox },
    author: SignedInUser,
  ) {
    this.#connection = connection;
    this.#cases = tables.cases;
    this.#held = tables.held;
    this.#library = tables.library;
    this.#outbox = tables.outbox;
    this.#author = author;
    this.#remember = connection.prepare<[string, string | null]>(
      'INSERT OR IGNORE INTO shadow (id, doc) VALUES (?, ?)',
    );
    this.#image = connection.prepare<[string], string | null>('SELECT doc FROM shadow WHERE id = ?').pluck();
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
    if (ABOUT_CALLS.includes(mutation.name))
      for (const caseId of reads(mutation)) this.#held.setPending(caseId, this.#pendingCalls(caseId));
    return result;
  }

  /** The calls of a case that central's image of it does not have. */
  #pendingCalls(caseId: string): CallOfCase[] {
    const subject = this.#cases.get(caseId);
    if (!subject) return [];
    const image = readCase(this.#image.get(caseId) ?? '', caseId);
    const known = new Set(image ? callsOf(image).map(({ id }) => id) : []);
    return callsOf(subject).filter(({ id }) => !known.has(id));
  }

  #casesOf(mutation: Mutation): Map<string, Case> {
    const cases = new Map<string, Case>();
    for (const id of reads(mutation)) {
      const subject = this.#cases.get(id);
      if (subject) cases.set(id, subject);
    }
    return cases;
  }

  /** Whether any row carries pending work. */
  isPending(): boolean {
    return this.#connection.prepare('SELECT 1 FROM shadow LIMIT 1').get() !== undefined;
  }

  /** Whether any of these rows carries pending work. */
  touches(ids: Iterable<string>): boolean {
    if (!this.isPending()) return false;
    const find = this.#connection.prepare<[string], number>('SELECT 1 FROM shadow WHERE id = ?').pluck();
    for (const id of ids) if (find.get(id) !== undefined) return true;
    return false;
  }

  /** Puts central's last image of every touched row back, and names the rows. */
  restore(): string[] {
    const rows = this.#connection.prepare<[], ShadowRow>('SELECT id, doc FROM shadow').all();
    for (const row of rows) {
      const subject = row.doc === null ? null : readCase(row.doc, row.id);
      if (row.doc === null) this.#cases.remove(row.id);
      // What this program cannot read it has not changed either.
      else if (subject) this.#cases.put(subject);
    }
    this.#connection.prepare('DELETE FROM shadow').run();
    this.#held.clearPending();
    return rows.map((row) => row.id);
  }

  /**
   * Runs what is still unretired again, each on its own savepoint: one that fails must not take the others
   * with it.
   */
  replay(library: Library): string[] {
    const touched: string[] = [];
    for (const mutation of this.#outbox.unretired()) {
      try {
        const result = this.#connection.transaction(() => this.applyLocally(mutation, library))();
        if (result.ok) touched.push(...result.cases.map((subject) => subject.id));
      } catch {
        // A mutation that throws stays in the outbox; central decides about it.
      }
      touched.push(...reads(mutation));
    }
    return touched;
  }
}
