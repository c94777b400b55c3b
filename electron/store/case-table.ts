import type { Case } from '../../shared/case/case.ts';
import { type QueueColumns, queueColumnsOf } from '../../shared/case/queue-columns.ts';
import type { HeldTable } from './held-table.ts';
import type { ItemTable } from './item-table.ts';
import type { Connection } from './open.ts';
import { readCase } from './text-row.ts';

/** Writes cases as the person sees them, together with their place in the queue. */
export class CaseTable {
  readonly #connection: Connection;
  readonly #items: ItemTable;
  readonly #held: HeldTable;
  readonly #select;
  readonly #put;
  readonly #putText;
  readonly #putQueue;
  readonly #remove;
  readonly #removeQueue;
  readonly #ofNumber;

  constructor(connection: Connection, items: ItemTable, held: HeldTable) {
    this.#connection = connection;
    this.#items = items;
    this.#held = held;
    this.#select = connection.prepare<[number], string>('SELECT doc FROM case_ WHERE n = ?').pluck();
    this.#put = connection.prepare<[number, string]>('INSERT OR REPLACE INTO case_ (n, doc) VALUES (?, ?)');
    // The bytes as they came: to make a string of them and text again costs as much as to write them.
    this.#putText = connection.prepare<[number, Uint8Array]>(
      'INSERT INTO case_ (n, doc) VALUES (?, CAST(? AS TEXT))',
    );
    this.#putQueue = connection.prepare<[number, ...QueueColumns]>(
      `INSERT OR REPLACE INTO queue
         (n, id, kind, assignee_id, open, tried, due_at, not_before, not_after, appointment_at, half_at, soon_at,
          plan_kind, code, waits_until, close_by, doubtful, search, phone, alt_phone)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = connection.prepare<[number]>('DELETE FROM case_ WHERE n = ?');
    this.#ofNumber = connection.prepare<[string, string], { n: number; id: string }>(
      'SELECT n, id FROM queue WHERE phone = ? UNION SELECT n, id FROM queue WHERE alt_phone = ?',
    );
    this.#removeQueue = connection.prepare<[number]>('DELETE FROM queue WHERE n = ?');
  }

  /** The stored document, byte for byte as it was put. */
  text(id: string): string | null {
    const n = this.#items.find('case', id);
    return n === null ? null : (this.#select.get(n) ?? null);
  }

  /** The case; null when there is none, or none that this program can read. */
  get(id: string): Case | null {
    const text = this.text(id);
    return text === null ? null : readCase(text, id);
  }

  /** @param n the number of the case, when the caller has looked it up. */
  put(subject: Case, n = this.#items.ensure('case', subject.id)): void {
    this.#put.run(n, JSON.stringify(subject));
    this.#show(n, subject);
  }

  /** Shows the cases anew whose numbers were called meanwhile; answers those that are shown otherwise now. */
  showChanged(): string[] {
    const numbers = this.#held.takeChanged();
    if (numbers.length === 0) return [];
    this.indexNumbers();
    const find = this.#ofNumber;
    const cases = new Map(numbers.flatMap((number) => find.all(number, number)).map(({ n, id }) => [n, id]));
    return [...cases].flatMap(([n, id]) => {
      const subject = readCase(this.#select.get(n) ?? '', id);
      if (!subject) return [];
      const before = this.#held.plan(n);
      this.#show(n, subject);
      return this.#held.plan(n) === before ? [] : subject.id;
    });
  }

  /**
   * Lets the cases of a number be found. Not from the beginning: during the initial pull each new row would
   * change another page of the index.
   */
  indexNumbers(): void {
    this.#connection.exec(`
      CREATE INDEX IF NOT EXISTS queue_phone ON queue (phone);
      CREATE INDEX IF NOT EXISTS queue_alt_phone ON queue (alt_phone) WHERE alt_phone IS NOT NULL;
    `);
  }

  /** Puts a case into the queue as people see it. */
  #show(n: number, subject: Case): void {
    this.#putQueue.run(n, ...queueColumnsOf(this.#held.shown(n, subject)));
  }

  /**
   * A case that this desk did not have, as it came and not read yet. `n`: its number. Not for one that calls
   * to its numbers may hold back.
   */
  putText(n: number, text: Uint8Array, columns: QueueColumns): void {
    this.#putText.run(n, text);
    this.#putQueue.run(n, ...columns);
  }

  remove(id: string): void {
    const n = this.#items.find('case', id);
    if (n === null) return;
    this.#remove.run(n);
    this.#removeQueue.run(n);
    this.#held.remove(n);
  }

  /** How many cases this desk has. */
  count(): number {
    return this.#connection.prepare<[], number>('SELECT count(*) FROM queue').pluck().get() ?? 0;
  }

  /** Rows that left the desk must not survive as old pages of the write-ahead log either. */
  eraseTraces(): void {
    this.#connection.pragma('wal_checkpoint(TRUNCATE)');
  }
}
