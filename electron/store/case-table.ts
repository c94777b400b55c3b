import type { Case } from '../../shared/case/case.ts';
import type { Connection } from './open.ts';
import { type QueueColumns, queueColumnsOf, queueRowOf } from './queue-entry.ts';

/** Writes cases as the person sees them, together with their place in the queue. */
export class CaseTable {
  readonly #connection: Connection;
  readonly #select;
  readonly #put;
  readonly #putQueue;
  readonly #remove;
  readonly #removeQueue;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#select = connection.prepare<[string], string>('SELECT doc FROM case_ WHERE id = ?').pluck();
    this.#put = connection.prepare<[string, string, string]>(
      'INSERT INTO case_ (id, doc, queue_row) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, queue_row = excluded.queue_row',
    );
    this.#putQueue = connection.prepare<[QueueColumns]>(
      `INSERT OR REPLACE INTO queue
         (id, kind, assignee_id, open, tried, due_at, not_before, not_after, appointment_at, search)
       VALUES (@id, @kind, @assigneeId, @open, @tried, @dueAt, @notBefore, @notAfter, @appointmentAt, @search)`,
    );
    this.#remove = connection.prepare<[string]>('DELETE FROM case_ WHERE id = ?');
    this.#removeQueue = connection.prepare<[string]>('DELETE FROM queue WHERE id = ?');
  }

  /** The stored document, byte for byte as it was put. */
  text(id: string): string | null {
    return this.#select.get(id) ?? null;
  }

  get(id: string): Case | null {
    const text = this.text(id);
    return text === null ? null : (JSON.parse(text) as Case);
  }

  put(subject: Case): void {
    this.#put.run(subject.id, JSON.stringify(subject), JSON.stringify(queueRowOf(subject)));
    this.#putQueue.run(queueColumnsOf(subject));
  }

  remove(id: string): void {
    this.#remove.run(id);
    this.#removeQueue.run(id);
  }

  /** Rows that left the desk must not survive as old pages of the write-ahead log either. */
  eraseTraces(): void {
    this.#connection.pragma('wal_checkpoint(TRUNCATE)');
  }
}
