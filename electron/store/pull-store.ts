import type { Cursor, PullRequest } from '../../shared/api/sync.ts';
import { failpoint } from '../failpoint.ts';
import type { CaseTable } from './case-table.ts';
import { type Changes, nothingTouched, type PulledRows, type Touched } from './changes.ts';
import { withStoreErrors } from './errors.ts';
import type { LibraryTable } from './library-table.ts';
import type { Meta } from './meta.ts';
import type { Connection } from './open.ts';
import type { Outbox } from './outbox.ts';
import type { Rebase } from './rebase.ts';

/** One page of changes as it waits for the others of its pull. */
export interface StagedPage {
  rows: PulledRows;
  scopes: string[];
  cursor: Cursor;
  lastSeq: number;
}

/** Where the snapshot goes on after a page; `next` null: the page was the last. */
export interface SnapshotStep {
  scopes: string[];
  cursor: Cursor;
  next: string | null;
  received: number;
  total: number;
  lastSeq: number;
}

interface Tables {
  cases: CaseTable;
  changes: Changes;
  library: LibraryTable;
  outbox: Outbox;
  rebase: Rebase;
  meta: Meta;
}

/** What a pull does to the desk file. Each public method is one transaction. */
export class PullStore {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection, tables: Tables) {
    this.#connection = connection;
    this.#tables = tables;
  }

  /** What to ask central for next: the rest of a snapshot, or what changed since the cursor (or the last staged page). */
  position(): { from: PullRequest['from']; scopes: string[] } {
    const { meta } = this.#tables;
    const scopes = meta.get('scopes') ?? [];
    const cursor = this.#stagedPages().at(-1)?.cursor ?? meta.get('cursor');
    if (cursor) return { from: { mode: 'delta', cursor }, scopes };
    const snapshot = meta.get('snapshot');
    const { at, after } = snapshot ?? { at: null, after: null };
    return { from: { mode: 'snapshot', at, after, only: null }, scopes };
  }

  /** Some rows of a snapshot page, visible at once; the last ones of a page also say where the next one begins. */
  snapshotRows(rows: PulledRows, step: SnapshotStep | null, now: number): Touched {
    const touched = this.#transaction((touched) => {
      const { meta } = this.#tables;
      const generation = meta.get('generation') ?? 0;
      const ids = rows.changes.filter((change) => change.entity === 'case').map((change) => change.id);
      const last = step !== null && step.next === null;
      if (last || this.#tables.rebase.touches(ids)) {
        this.#rebase(touched, () => {
          this.#patch(rows, generation, touched);
          if (last) this.#finishSnapshot(step, generation, touched, now);
        });
      } else {
        this.#patch(rows, generation, touched);
      }
      if (step && !last) {
        meta.set('scopes', step.scopes);
        const { cursor, next, received, total } = step;
        meta.set('snapshot', { at: cursor, after: next, received, total });
      }
      failpoint('snapshot:written');
    });
    failpoint('snapshot:done');
    return touched;
  }

  /** Keeps a page of changes until its pull is complete. */
  stage(page: StagedPage): void {
    withStoreErrors(() => {
      this.#connection.prepare('INSERT INTO stage (body) VALUES (?)').run(JSON.stringify(page));
    });
    failpoint('stage:done');
  }

  /**
   * All staged pages at once, in one transaction: central's images back, patch, retire what central has, pending work on
   * top, cursor. Does nothing when the rows have another base than the pages were made for.
   */
  applyStaged(base: Cursor, now: number): Touched {
    failpoint('apply:begin');
    const touched = this.#transaction((touched) => {
      const { meta, outbox } = this.#tables;
      const pages = this.#stagedPages();
      this.#connection.prepare('DELETE FROM stage').run();
      const newest = pages.at(-1);
      const current = meta.get('cursor');
      if (!newest || current?.tag !== base.tag || current.version !== base.version) return;
      this.#rebase(touched, () => {
        for (const page of pages) this.#patch(page.rows, meta.get('generation') ?? 0, touched);
        failpoint('apply:patched');
        outbox.retire(newest.lastSeq, now);
        failpoint('apply:retired');
        meta.set('scopes', newest.scopes);
        meta.set('cursor', newest.cursor);
      });
      failpoint('apply:written');
    });
    failpoint('apply:done');
    return touched;
  }

  /**
   * Central cannot serve our cursor: a new snapshot follows, during which the rows stay. `forget`: central was restored,
   * so everything that it may have forgotten is queued again.
   */
  restart(forget: { clientId: string } | null): void {
    this.#transaction(() => {
      const { meta, outbox } = this.#tables;
      this.#connection.prepare('DELETE FROM stage').run();
      meta.set('cursor', null);
      meta.set('snapshot', null);
      meta.set('generation', (meta.get('generation') ?? 0) + 1);
      if (forget) outbox.requeue(forget.clientId, true);
    });
  }

  #finishSnapshot(step: SnapshotStep, generation: number, touched: Touched, now: number): void {
    const { meta, outbox, changes } = this.#tables;
    changes.sweep(generation, touched);
    outbox.retire(step.lastSeq, now);
    meta.set('snapshot', null);
    meta.set('scopes', step.scopes);
    meta.set('cursor', step.cursor);
  }

  #patch(rows: PulledRows, generation: number, touched: Touched): void {
    const { changes } = this.#tables;
    for (const change of rows.changes) changes.apply(change, generation, touched);
    for (const row of rows.unreadable) changes.setAside(row, generation);
  }

  #rebase(touched: Touched, patch: () => void): void {
    const { rebase, library } = this.#tables;
    for (const id of rebase.restore()) touched.cases.add(id);
    patch();
    for (const id of rebase.replay(library.newest())) touched.cases.add(id);
  }

  #transaction(work: (touched: Touched) => void): Touched {
    const touched = nothingTouched();
    withStoreErrors(() => {
      // A pull that the power takes is pulled again; only a person's writes are worth waiting for the disk.
      this.#connection.pragma('synchronous=NORMAL');
      try {
        this.#connection.transaction(() => work(touched)).immediate();
      } finally {
        this.#connection.pragma('synchronous=FULL');
      }
      if (touched.revoked) this.#tables.cases.eraseTraces();
    });
    return touched;
  }

  #stagedPages(): StagedPage[] {
    const rows = this.#connection.prepare<[], string>('SELECT body FROM stage ORDER BY page').pluck().all();
    return rows.map((text) => JSON.parse(text));
  }
}
