import { z } from 'zod';
import type { PushResult } from '../../shared/api/sync.ts';
import { ErrorCode } from '../../shared/errors.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { type Meta, metaOf } from './meta.ts';
import type { Connection } from './open.ts';
import { casesOf, readWork, understood, type Work } from './work.ts';

export interface QueuedMutation {
  seq: number;
  /** As it is stored, also what this program does not understand: central does, or keeps it. */
  mutation: Mutation;
  /** Central had it before it was put back. */
  again: boolean;
  /** What proves how central had taken it. */
  receipt: string | null;
}

interface StoredRow {
  id: string;
  mutation: string;
  again: number;
  receipt: string | null;
}

interface OutboxRow extends StoredRow {
  seq: number;
}

/**
 * Stored work, whatever can be read of it: nothing that a person did is held back. It goes as it was written,
 * without defaults and with what only a newer program knows: a receipt seals it word for word.
 */
function asWritten({ id, mutation }: Pick<StoredRow, 'id' | 'mutation'>): Work {
  return { ...(readWork(mutation) ?? { unreadable: mutation }), id };
}

/**
 * The person's work until a pull proves that central has it. `pending`: not answered yet; `sent`/`rejected`:
 * answered, and still part of the view until the pull that contains it.
 */
export class Outbox {
  readonly #connection: Connection;
  readonly #meta: Meta;
  readonly #insert;
  readonly #about;
  readonly #page;
  readonly #ofCase;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#meta = metaOf(connection);
    this.#insert = connection.prepare<[number, string, string, string, number, string | null]>(
      "INSERT INTO outbox (seq, id, case_id, mutation, state, again, receipt) VALUES (?, ?, ?, ?, 'pending', ?, ?)",
    );
    this.#about = connection.prepare<[string, string]>(
      'INSERT OR IGNORE INTO outbox_case (case_id, id) VALUES (?, ?)',
    );
    this.#ofCase = connection.prepare<[string], { seq: number; mutation: string }>(
      `SELECT seq, mutation FROM outbox_case JOIN outbox ON outbox.id = outbox_case.id
        WHERE outbox_case.case_id = ?`,
    );
    this.#page = connection.prepare<[number], OutboxRow>(
      "SELECT seq, id, mutation, again, receipt FROM outbox WHERE state = 'pending' ORDER BY seq LIMIT ?",
    );
  }

  add(work: Work, again = false, receipt: string | null = null): void {
    const seq = this.#meta.get('nextSeq') ?? 1;
    const cases = casesOf(work);
    this.#insert.run(seq, work.id, cases[0] ?? '', JSON.stringify(work), again ? 1 : 0, receipt);
    for (const caseId of cases) this.#about.run(caseId, work.id);
    this.#meta.set('nextSeq', seq + 1);
  }

  /** Whether a mutation is here, in whatever state. */
  knows(id: string): boolean {
    const found = this.#connection
      .prepare<[{ id: string }], number>(
        `SELECT EXISTS (SELECT 1 FROM outbox WHERE id = @id) OR EXISTS (SELECT 1 FROM journal WHERE id = @id)
           OR EXISTS (SELECT 1 FROM notice WHERE id = @id)`,
      )
      .pluck()
      .get({ id });
    return found === 1;
  }

  /**
   * The oldest unanswered mutations: at most `limit`, and no more than `bytes` of JSON (but at least one).
   */
  pending(limit: number, bytes: number): QueuedMutation[] {
    const batch: QueuedMutation[] = [];
    let size = 0;
    for (const row of this.#page.all(limit)) {
      size += row.mutation.length;
      if (size > bytes && batch.length > 0) break;
      const mutation = asWritten(row) as Work & Mutation;
      batch.push({ seq: row.seq, mutation, again: row.again === 1, receipt: row.receipt });
    }
    return batch;
  }

  /**
   * What this program understands of the work on these cases that central's rows may not contain yet, in the
   * order in which it was made.
   */
  about(caseIds: Iterable<string>): Mutation[] {
    const found = new Map<number, string>();
    for (const caseId of caseIds)
      for (const { seq, mutation } of this.#ofCase.all(caseId)) found.set(seq, mutation);
    return [...found].sort(([a], [b]) => a - b).flatMap(([, text]) => understood(text) ?? []);
  }

  /** Notes the cases of work that another program queued without, and answers them. */
  noteCases(): string[] {
    const rows = this.#connection
      .prepare<[], { id: string; mutation: string }>(
        'SELECT id, mutation FROM outbox WHERE id NOT IN (SELECT id FROM outbox_case)',
      )
      .all();
    return rows.flatMap(({ id, mutation }) => {
      const work = readWork(mutation);
      const cases = work ? casesOf(work) : [];
      for (const caseId of cases) this.#about.run(caseId, id);
      return cases;
    });
  }

  /** The cases of one piece of work. */
  casesOf(seq: number): string[] {
    return this.#connection
      .prepare<[number], string>(
        'SELECT outbox_case.case_id FROM outbox JOIN outbox_case ON outbox_case.id = outbox.id WHERE seq = ?',
      )
      .pluck()
      .all(seq);
  }

  /** The cases of what a pull up to `lastSeq` retires. */
  casesRetiredBy(lastSeq: number): string[] {
    return this.#connection
      .prepare<[number], string>(
        `SELECT DISTINCT outbox_case.case_id FROM outbox JOIN outbox_case ON outbox_case.id = outbox.id
          WHERE seq <= ? AND state <> 'pending'`,
      )
      .pluck()
      .all(lastSeq);
  }

  /**
   * Everything whose only complete copy is here: unretired work, and what was refused and waits for a person.
   */
  unfinished(): Work[] {
    const rows = this.#connection
      .prepare<[], string>(
        `SELECT mutation FROM (SELECT 0 AS place, at, id, mutation FROM notice UNION ALL SELECT 1, seq, id, mutation FROM outbox)
          ORDER BY place, at, id`,
      )
      .pluck()
      .all();
    return rows.flatMap((text) => readWork(text) ?? []);
  }

  /** Bytes that `unfinished` has. */
  unfinishedSize(): number {
    const sizes =
      'SELECT octet_length(mutation) AS size FROM outbox UNION ALL SELECT octet_length(mutation) FROM notice';
    const sum = `SELECT coalesce(sum(size), 0) FROM (${sizes})`;
    return this.#connection.prepare<[], number>(sum).pluck().get() ?? 0;
  }

  /** Whether nothing is left whose only complete copy is here. */
  isFinished(): boolean {
    const left = 'SELECT EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM notice)';
    return this.#connection.prepare<[], number>(left).pluck().get() === 0;
  }

  /** Unanswered mutations: what a person calls unsent. */
  count(): number {
    return (
      this.#connection
        .prepare<[], number>("SELECT count(*) FROM outbox WHERE state = 'pending'")
        .pluck()
        .get() ?? 0
    );
  }

  /** Refusals that a person has to look at. */
  refused(): number {
    return this.#connection.prepare<[], number>('SELECT count(*) FROM notice').pluck().get() ?? 0;
  }

  /** Keeps central's answers. They retire nothing: only a pull does. */
  answer(results: readonly PushResult[]): void {
    const update = this.#connection.prepare(
      'UPDATE outbox SET state = ?, code = ?, params = ?, waits = ?, receipt = coalesce(?, receipt) WHERE id = ?',
    );
    for (const { id, status, code, params, flags, receipt } of results) {
      const refused = status === 'rejected';
      const later = flags.includes('not_understood') ? 'update' : 'work';
      const waits = flags.includes('case_unknown') ? 'case' : later;
      update.run(
        refused ? 'rejected' : 'sent',
        refused ? code : null,
        JSON.stringify(params),
        status === 'waiting' ? waits : null,
        receipt ?? null,
        id,
      );
    }
  }

  /** Whether central has answered work beyond a sequence that no pull has retired. */
  answeredBeyond(seq: number): boolean {
    const found = "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq > ? AND state <> 'pending')";
    return this.#connection.prepare<[number], number>(found).pluck().get(seq) === 1;
  }

  /**
   * Work that waits at central, the oldest first; at most `limit` of what lies behind `after` (0: of all).
   * `next`: where to go on, in a circle.
   */
  waiting(limit: number, after: number): { ids: string[]; next: number } {
    const rows = this.#connection
      .prepare<[number, number], { place: number; id: string }>(
        'SELECT rowid AS place, id FROM journal WHERE waits IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT ?',
      )
      .all(after, limit);
    if (rows.length === 0 && after > 0) return this.waiting(limit, 0);
    return { ids: rows.map(({ id }) => id), next: rows.length < limit ? 0 : (rows.at(-1)?.place ?? 0) };
  }

  /** The cases of work that waits at central, whose rows do not contain it. */
  casesWaiting(): string[] {
    const rows = this.#connection
      .prepare<[], string>('SELECT mutation FROM journal WHERE waits IS NOT NULL')
      .pluck()
      .all();
    return rows.flatMap((text) => {
      const work = readWork(text);
      return work ? casesOf(work) : [];
    });
  }

  /** How much waits at central. */
  waitingCount(): number {
    const count = 'SELECT count(*) FROM journal WHERE waits IS NOT NULL';
    return this.#connection.prepare<[], number>(count).pluck().get() ?? 0;
  }

  /** What became of work that waited: what was refused in the end needs a person. `at`: central's clock. */
  settled(results: readonly PushResult[], at: number): void {
    const applied = this.#connection.prepare(
      'UPDATE journal SET waits = NULL, receipt = coalesce(?, receipt) WHERE id = ?',
    );
    const refused = this.#connection.prepare(
      `INSERT OR IGNORE INTO notice (id, mutation, code, params, at)
       SELECT id, mutation, ?, ?, ? FROM journal WHERE id = ? AND waits IS NOT NULL`,
    );
    const forget = this.#connection.prepare('DELETE FROM journal WHERE id = ? AND waits IS NOT NULL');
    for (const { id, status, code, params, receipt } of results) {
      if (status === 'rejected') {
        refused.run(code, JSON.stringify(params), at, id);
        forget.run(id);
      } else if (status === 'applied') applied.run(receipt ?? null, id);
    }
  }

  /**
   * Whether central's last mutation of this client is one that this file made. `copy`: another copy of the
   * file pushed under the same client id, so the numbers say nothing about our work. `lost`: central no
   * longer has what it once had of ours.
   */
  compare(lastSeq: number, lastId: string | null): 'same' | 'copy' | 'lost' {
    const retired = this.#meta.get('lastRetired');
    if (lastSeq < (retired?.seq ?? 0)) return 'lost';
    if (lastSeq === 0) return 'same';
    const id = lastSeq === retired?.seq ? retired.id : this.#idAt(lastSeq);
    // A central of before this question does not say the id; then the number alone has to do.
    if (lastId === null) return id === null ? 'copy' : 'same';
    return id === lastId ? 'same' : 'copy';
  }

  #idAt(seq: number): string | null {
    return (
      this.#connection.prepare<[number], string>('SELECT id FROM outbox WHERE seq = ?').pluck().get(seq) ??
      null
    );
  }

  /**
   * Takes a mutation that central keeps refusing out of the way of the others. It stays, whole, among what
   * needs a person.
   */
  setAside(seq: number, code: ErrorCode, at: number): void {
    this.#connection
      .prepare(
        `INSERT OR IGNORE INTO notice (id, mutation, code, params, at, answered)
         SELECT id, mutation, ?, '{}', ?, 0 FROM outbox WHERE seq = ?`,
      )
      .run(code, at, seq);
    this.#connection.prepare('DELETE FROM outbox WHERE seq = ?').run(seq);
  }

  /** Forgets a refusal. */
  dismiss(id: string): void {
    this.#connection.prepare('DELETE FROM notice WHERE id = ?').run(id);
  }

  /**
   * Work that was refused. `answered`: central has it under its id, and a decision stays refused under that.
   */
  refusal(id: string): { work: Work; answered: boolean } | null {
    const row = this.#connection
      .prepare<[string], { mutation: string; answered: number }>(
        'SELECT mutation, answered FROM notice WHERE id = ?',
      )
      .get(id);
    const work = row && readWork(row.mutation);
    return work ? { work, answered: row.answered === 1 } : null;
  }

  /**
   * Moves what a pull contains and central has answered to the journal, and tells the person about what it
   * refused. Work whose answer was lost is sent again first: only the answer says whether it was refused.
   * `at`: central's clock; `here`: this machine's.
   */
  retire(lastSeq: number, at: number, here: number): void {
    const newest = this.#connection
      .prepare<[number], { seq: number; id: string }>(
        "SELECT seq, id FROM outbox WHERE seq <= ? AND state <> 'pending' ORDER BY seq DESC LIMIT 1",
      )
      .get(lastSeq);
    if (newest) this.#meta.set('lastRetired', newest);
    this.#connection
      .prepare(
        `INSERT OR IGNORE INTO notice (id, mutation, code, params, at)
         SELECT id, mutation, code, coalesce(params, '{}'), ? FROM outbox WHERE seq <= ? AND state = 'rejected'`,
      )
      .run(at, lastSeq);
    this.#connection
      .prepare(
        `INSERT OR IGNORE INTO journal (id, seq, mutation, retired_at, retired_here, waits, receipt)
         SELECT id, seq, mutation, ?, ?, waits, receipt FROM outbox WHERE seq <= ? AND state = 'sent' ORDER BY seq`,
      )
      .run(at, here, lastSeq);
    this.#connection.prepare("DELETE FROM outbox WHERE seq <= ? AND state <> 'pending'").run(lastSeq);
    // Answered before this pull was asked for and yet not contained: central was put back to before it.
    this.#connection
      .prepare("UPDATE outbox SET state = 'pending', code = NULL, waits = NULL WHERE state <> 'pending'")
      .run();
  }

  /**
   * Starts over as another client with the same mutation ids: after a copy of this file was found to push as
   * the same client, or after central was restored. With the journal when central may have forgotten what it
   * once had.
   */
  requeue(clientId: string, withJournal: boolean): void {
    const journal = withJournal
      ? this.#connection
          // In the order in which they were retired, whatever a clock said then.
          .prepare<[], Omit<StoredRow, 'again'>>('SELECT id, mutation, receipt FROM journal ORDER BY rowid')
          .all()
      : [];
    const unretired = this.#connection
      .prepare<[], StoredRow & { state: string }>(
        'SELECT id, mutation, again, receipt, state FROM outbox ORDER BY seq',
      )
      .all();
    this.#connection.prepare('DELETE FROM outbox').run();
    if (withJournal) this.#connection.prepare('DELETE FROM journal').run();
    this.#meta.set('clientId', clientId);
    this.#meta.set('nextSeq', 1);
    this.#meta.set('lastRetired', null);
    for (const row of journal) this.add(asWritten(row), true, row.receipt);
    for (const row of unretired)
      this.add(asWritten(row), row.again === 1 || (withJournal && row.state === 'sent'), row.receipt);
  }

  /** Forgets what went to the journal before that by central's clock and by this machine's. */
  prune(before: number, beforeHere: number): void {
    this.#connection
      .prepare(
        'DELETE FROM journal WHERE retired_at < ? AND coalesce(retired_here, retired_at) < ? AND waits IS NULL',
      )
      .run(before, beforeHere);
  }
}

/** A stored error code; one that this program does not know reads as `internal`. */
export const StoredCode = z.union([ErrorCode, z.null(), z.string().transform(() => 'internal' as const)]);
