import type { Case } from '../../shared/case/case.ts';
import type { CallOfCase, NumberCalls } from '../../shared/case/number-calls.ts';
import { asHeldBack } from '../../shared/policy/held-back.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { LibraryTable } from './library-table.ts';
import { NumberCallsReader } from './number-calls.ts';
import type { Connection } from './open.ts';

/**
 * Keeps the calls to numbers, and beside each case that they hold back its next step as people see it.
 * Callers hold the transaction and begin it with `refresh`.
 */
export class HeldTable {
  readonly #connection: Connection;
  readonly #libraries: LibraryTable;
  readonly #calls: NumberCallsReader;
  readonly #put;
  readonly #plan;
  readonly #remove;
  readonly #numberAt;
  readonly #pendingOf;
  readonly #putRow;
  readonly #pendingNumbers;
  readonly #forget;
  readonly #add;
  /** No calls are known and nothing is held back; null: not asked yet in this transaction. */
  #quiet: boolean | null = null;
  #library: Library | null = null;
  /** Numbers whose calls have changed. */
  readonly #changed = new Set<string>();
  /** Numbers whose pending calls may have changed, with what they were. */
  readonly #before = new Map<string, string>();

  constructor(connection: Connection, libraries: LibraryTable) {
    this.#connection = connection;
    this.#libraries = libraries;
    this.#calls = new NumberCallsReader(connection);
    this.#put = connection.prepare<[number, string]>('INSERT OR REPLACE INTO held (n, plan) VALUES (?, ?)');
    this.#plan = connection.prepare<[number], string>('SELECT plan FROM held WHERE n = ?').pluck();
    this.#remove = connection.prepare<[number]>('DELETE FROM held WHERE n = ?');
    this.#putRow = connection.prepare<[number, string, string]>(
      'INSERT OR REPLACE INTO number_calls (n, number, doc) VALUES (?, ?, ?)',
    );
    this.#pendingNumbers = connection
      .prepare<[string], string>('SELECT DISTINCT number FROM pending_call WHERE case_id = ?')
      .pluck();
    this.#forget = connection.prepare<[string]>('DELETE FROM pending_call WHERE case_id = ?');
    this.#add = connection.prepare<[string, string, string, number, number]>(
      'INSERT INTO pending_call (id, case_id, number, started_at, ended_at) VALUES (?, ?, ?, ?, ?)',
    );
    this.#numberAt = connection
      .prepare<[number], string>('SELECT number FROM number_calls WHERE n = ?')
      .pluck();
    this.#pendingOf = connection
      .prepare<[string], string>(
        `SELECT json_group_array(json_array(case_id, id, started_at, ended_at) ORDER BY case_id, id)
           FROM pending_call WHERE number = ?`,
      )
      .pluck();
  }

  /** A transaction begins: what an earlier one noted may have been rolled back. */
  refresh(): void {
    this.#quiet = null;
    this.#library = null;
    this.#changed.clear();
    this.#before.clear();
  }

  putCalls(n: number, row: NumberCalls): void {
    this.#putRow.run(n, row.number, JSON.stringify(row));
    this.#note(row.number);
  }

  removeCalls(n: number): void {
    const number = this.#numberAt.get(n);
    if (number === undefined) return;
    this.#connection.prepare('DELETE FROM number_calls WHERE n = ?').run(n);
    this.#note(number);
  }

  /** Puts the calls of a case that central may not have in the place of those that were noted before. */
  setPending(caseId: string, calls: readonly CallOfCase[]): void {
    const numbers = this.#pendingNumbers.all(caseId);
    for (const number of [...numbers, ...calls.map((call) => call.number)]) this.#notePending(number);
    this.#forget.run(caseId);
    for (const { id, number, startedAt, endedAt } of calls)
      this.#add.run(id, caseId, number, startedAt, endedAt);
    if (calls.length > 0) this.#quiet = false;
  }

  /** Other rules: whatever calls hold back is to be shown anew. */
  ruled(): void {
    this.#library = null;
    const numbers = this.#connection
      .prepare<[], string>('SELECT number FROM number_calls UNION SELECT number FROM pending_call')
      .pluck()
      .all();
    for (const number of numbers) this.#note(number);
  }

  /** A case as people see it, and keeps its next step when it is held back. */
  shown(n: number, subject: Case): Case {
    const quiet = this.#isQuiet();
    if (quiet && subject.related.every(({ calls }) => calls.length === 0)) return subject;
    this.#library ??= this.#libraries.newest();
    const shown = asHeldBack(subject, this.#calls.elsewhere(subject), this.#library);
    if (shown !== subject) {
      this.#put.run(n, JSON.stringify(shown.plan));
      this.#quiet = false;
    } else if (!quiet) this.#remove.run(n);
    return shown;
  }

  /** Whether calls to any of these numbers are known. */
  knows(numbers: readonly (string | null)[]): boolean {
    return !this.#isQuiet() && numbers.some((number) => number !== null && this.#calls.knows(number));
  }

  /** The next step of a case that is held back, as text. */
  plan(n: number): string | null {
    return this.#plan.get(n) ?? null;
  }

  remove(n: number): void {
    this.#remove.run(n);
  }

  /** Numbers of the cases of this desk whose calls have changed since this was asked. */
  takeChanged(): string[] {
    for (const [number, before] of this.#before)
      if (this.#pendingOf.get(number) !== before) this.#changed.add(number);
    this.#before.clear();
    const numbers = [...this.#changed];
    this.#changed.clear();
    return numbers;
  }

  #note(number: string): void {
    this.#quiet = false;
    this.#changed.add(number);
  }

  #notePending(number: string): void {
    if (!this.#before.has(number)) this.#before.set(number, this.#pendingOf.get(number) ?? '');
  }

  #isQuiet(): boolean {
    this.#quiet ??=
      this.#connection
        .prepare<[], number>(
          `SELECT EXISTS (SELECT 1 FROM number_calls) OR EXISTS (SELECT 1 FROM pending_call)
               OR EXISTS (SELECT 1 FROM held)`,
        )
        .pluck()
        .get() === 0;
    return this.#quiet;
  }
}
