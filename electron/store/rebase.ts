import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import { type ApplyResult, apply } from '../../shared/mutation/apply.ts';
import { type Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { CaseTable } from './case-table.ts';
import type { Connection } from './open.ts';
import type { Outbox } from './outbox.ts';

interface ShadowRow {
  id: string;
  doc: string | null;
}

/**
 * Keeps the person's pending work on top of what central says: `shadow` holds central's image of each touched row, so that
 * a pull can put it back, patch it and let the pending work run again. Callers hold the transaction.
 */
export class Rebase {
  readonly #connection: Connection;
  readonly #cases: CaseTable;
  readonly #outbox: Outbox;
  readonly #author: SignedInUser;
  readonly #remember;

  constructor(connection: Connection, cases: CaseTable, outbox: Outbox, author: SignedInUser) {
    this.#connection = connection;
    this.#cases = cases;
    this.#outbox = outbox;
    this.#author = author;
    this.#remember = connection.prepare<[string, string | null]>(
      'INSERT OR IGNORE INTO shadow (id, doc) VALUES (?, ?)',
    );
  }

  /** Applies one mutation to the view. A refusal changes nothing. */
  applyLocally(mutation: Mutation, library: Library): ApplyResult {
    const ids = reads(mutation);
    const cases = new Map<string, Case>();
    for (const id of ids) {
      const document = this.#cases.get(id);
      if (document) cases.set(id, document);
    }
    const result = apply(mutation, cases, {
      author: { id: this.#author.id, role: this.#author.role, teamId: this.#author.teamId },
      receivedAt: mutation.at,
      library,
    });
    if (!result.ok) return result;
    for (const id of ids) this.#remember.run(id, this.#cases.text(id));
    for (const document of result.cases) this.#cases.put(document);
    return result;
  }

  /** Whether any of these rows carries pending work. */
  touches(ids: Iterable<string>): boolean {
    const find = this.#connection.prepare<[string], number>('SELECT 1 FROM shadow WHERE id = ?').pluck();
    for (const id of ids) if (find.get(id) !== undefined) return true;
    return false;
  }

  /** Puts central's last image of every touched row back, and names the rows. */
  restore(): string[] {
    const rows = this.#connection.prepare<[], ShadowRow>('SELECT id, doc FROM shadow').all();
    for (const row of rows) {
      if (row.doc === null) this.#cases.remove(row.id);
      else this.#cases.put(JSON.parse(row.doc));
    }
    this.#connection.prepare('DELETE FROM shadow').run();
    return rows.map((row) => row.id);
  }

  /** Runs what is still unretired again, each on its own savepoint: one that fails must not take the others with it. */
  replay(library: Library): string[] {
    const touched: string[] = [];
    for (const mutation of this.#outbox.unretired()) {
      try {
        this.#connection.transaction(() => this.applyLocally(mutation, library))();
      } catch {
        // A mutation that throws stays in the outbox; central decides about it.
      }
      touched.push(...reads(mutation));
    }
    return touched;
  }
}
