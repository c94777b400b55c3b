import type { Case } from '../../shared/case/case.ts';
import { type QueueColumns, queueColumnsOf } from '../../shared/case/queue-columns.ts';
import type { ItemTable } from './item-table.ts';
import type { Connection } from './open.ts';
import { readCase } from './text-row.ts';

/** Writes cases as the person sees them, together with their place in the queue. */
export class CaseTable {
  readonly #connection: Connection;
  readonly #items: ItemTable;
  readonly #select;
  readonly #put;
  readonly #putText;
  readonly #putQueue;
  readonly #remove;
  readonly #removeQueue;

  constructor(connection: Connection, items: ItemTable) {
    this.#connection = connection;
    this.#items = items;
    this.#select = connection.prepare<[number], string>('SELECT doc FROM case_ WHERE n = ?').pluck();
    this.#put = connection.prepare<[number, string]>('INSERT OR REPLACE INTO case_ (n, doc) VALUES (?, ?)');
    // The bytes as they came: to make a string of them and text again costs as much as to write them.
    this.#putText = connection.prepare<[number, Uint8Array]>(
      'INSERT INTO case_ (n, doc) VALUES (?, CAST(? AS TEXT))',
    );
    this.#putQueue = connection.prepare<[number, ...QueueColumns]>(
      `INSERT OR REPLACE INTO queue
         (n, id, kind, assignee_id, open, tried, due_at, not_before, not_after, appointment_at, half_at, soon_at,
          plan_kind, code, waits_until, close_by, doubtful, search)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = connection.prepare<[number]>('DELETE FROM case_ WHERE n = ?');
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
    this.#putQueue.run(n, ...queueColumnsOf(subject));
  }

  /** A case that this desk did not have, as it came and not read yet. `n`: its number. */
  putText(n: number, text: Uint8Array, columns: QueueColumns): void {
    this.#putText.run(n, text);
    this.#putQueue.run(n, ...columns);
  }

  remove(id: string): void {
    const n = this.#items.find('case', id);
    if (n === null) return;
    this.#remove.run(n);
    this.#removeQueue.run(n);
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
