import type { Cursor, Digest, PullRequest } from '../../shared/api/sync.ts';
import { failpoint } from '../failpoint.ts';
import type { CaseTable } from './case-table.ts';
import { type Changes, nothingTouched, type PulledRows, type SnapshotRows, type Touched } from './changes.ts';
import { digestOf } from './digest.ts';
import { withStoreErrors } from './errors.ts';
import type { Generations } from './generations.ts';
import type { HeldTable } from './held-table.ts';
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
  /** What central says that the scopes hold now; null when it was not asked, or more pages follow. */
  digests: Digest[] | null;
}

/** Where the snapshot goes on after a page; `next` null: the page was the last. */
export interface SnapshotStep {
  scopes: string[];
  cursor: Cursor;
  next: string | null;
  received: number;
  total: number;
}

/**
 * What became of staged pages. `stale`: the rows have another base than the pages were made for. `unproven`:
 * the change would empty much of this desk, nothing was changed, a second pull with digests must say the
 * same. `differs`: the scopes whose rows are not what central says that they are, to be read again; their
 * rows stay until then.
 */
export interface Applied {
  touched: Touched;
  outcome: 'applied' | 'stale' | 'unproven';
  /** Whether the digests were compared. */
  verified: boolean;
  differs: string[];
}

interface Tables {
  cases: CaseTable;
  changes: Changes;
  generations: Generations;
  held: HeldTable;
  library: LibraryTable;
  outbox: Outbox;
  rebase: Rebase;
  meta: Meta;
}

/**
 * More cases than this leave a desk, or more than half of those it has, only when two answers of central
 * agree.
 */
const MANY = 500;

/** Rows in a part of a staged page: a result saved meanwhile waits for one of them a few milliseconds. */
const ROWS_PER_PART = 150;

/** A pull of so many parts is a long one. */
const PARTS_OF_LONG = 8;

/** The rows in parts, at least one. */
function partsOf({ changes, unreadable }: PulledRows): PulledRows[] {
  const parts: PulledRows[] = [];
  for (let from = 0; from === 0 || from < changes.length; from += ROWS_PER_PART)
    parts.push({
      changes: changes.slice(from, from + ROWS_PER_PART),
      unreadable: from === 0 ? unreadable : [],
    });
  return parts;
}

/** Undoes a transaction that must not be kept. */
class Unproven extends Error {}

/** What a pull does to the desk file. Each public method is one transaction. */
export class PullStore {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection, tables: Tables) {
    this.#connection = connection;
    this.#tables = tables;
  }

  /**
   * What to ask central for next: the rest of a snapshot, or what changed since the cursor (or the last
   * staged page). `proof`: rows may only leave when its digests agree.
   */
  position(): { from: PullRequest['from']; scopes: string[]; proof: boolean } {
    const { meta } = this.#tables;
    const scopes = meta.get('scopes') ?? [];
    const proof = meta.get('proof') !== null;
    const cursor = this.#stagedCursor() ?? meta.get('cursor');
    if (cursor) return { from: { mode: 'delta', cursor }, scopes, proof };
    const { at, after, only } = meta.get('snapshot') ?? { at: null, after: null, only: null };
    return { from: { mode: 'snapshot', at, after, only }, scopes, proof };
  }

  /**
   * Some rows of a snapshot page, visible at once; the last ones of a page also say where the next one
   * begins.
   */
  snapshotRows(
    { texts = [], ...rows }: PulledRows & Partial<SnapshotRows>,
    step: SnapshotStep | null,
  ): Touched {
    const touched = this.#transaction((touched) => {
      this.#patch(rows, touched);
      for (const text of texts) this.#tables.changes.applyText(text, touched);
      if (step) this.#snapshotStep(step, this.#tables.meta);
      failpoint('snapshot:written');
    });
    failpoint('snapshot:done');
    return touched;
  }

  /** Keeps a page of changes until its pull is complete, in parts that can be put in one by one. */
  stage(page: StagedPage): void {
    this.#transaction(() => {
      const insert = this.#connection.prepare('INSERT INTO stage (body) VALUES (?)');
      for (const rows of partsOf(page.rows)) insert.run(JSON.stringify({ ...page, rows }));
    });
    failpoint('stage:done');
  }

  /**
   * Whether so much is staged that what follows is put in as it comes: to keep it first costs as much again.
   */
  isLong(): boolean {
    const found = this.#connection.prepare('SELECT 1 FROM stage LIMIT 1 OFFSET ?').get(PARTS_OF_LONG - 1);
    return found !== undefined;
  }

  /**
   * Of a pull with many rows, puts the rows of the next part in that come or change, visible at once:
   * `applyStaged` is left with those that leave, and holds nobody up. `after`: the part before; null: there
   * is nothing to put in ahead.
   */
  applyAhead(after: number): { part: number; touched: Touched } | null {
    const parts = this.#connection.prepare<[], number>('SELECT count(*) FROM stage').pluck().get() ?? 0;
    const next = this.#connection
      .prepare<[number], { part: number; body: string }>(
        'SELECT page AS part, body FROM stage WHERE page > ? ORDER BY page LIMIT 1',
      )
      .get(after);
    if (!next || parts < 2) return null;
    const page: StagedPage = JSON.parse(next.body);
    const leaving = page.rows.changes.filter(({ entity }) => entity === 'revoke');
    const puts = page.rows.changes.filter(({ entity }) => entity !== 'revoke');
    const touched = this.#transaction((touched) => {
      this.#patch({ changes: puts, unreadable: [] }, touched);
      const body = JSON.stringify({ ...page, rows: { ...page.rows, changes: leaving } });
      this.#connection.prepare('UPDATE stage SET body = ? WHERE page = ?').run(body, next.part);
      failpoint('ahead:written');
    });
    failpoint('ahead:done');
    return { part: next.part, touched };
  }

  /**
   * All staged pages at once, in one transaction: patch, retire what central has, pending work on top,
   * cursor. Rows that the newest snapshot did not have leave here too, once the digests agree. `now`:
   * central's clock; `here`: this machine's.
   */
  applyStaged(base: Cursor, now: number, here = now): Applied {
    failpoint('apply:begin');
    const result: Applied = { touched: nothingTouched(), outcome: 'stale', verified: false, differs: [] };
    try {
      result.touched = this.#transaction((touched) => {
        const { meta } = this.#tables;
        const pages = this.#takeStaged();
        const newest = pages.at(-1);
        const current = meta.get('cursor');
        if (!newest || current?.tag !== base.tag || current.version !== base.version) return;
        this.#change(pages, newest, touched, { now, here }, result);
        result.outcome = 'applied';
        failpoint('apply:written');
      });
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      this.#transaction(() => {
        this.#takeStaged();
        this.#tables.meta.set('proof', 'purge');
      });
      return { ...result, outcome: 'unproven' };
    }
    failpoint('apply:done');
    return result;
  }

  /**
   * A new snapshot follows, during which the rows stay: of everything when central cannot serve our cursor,
   * of `only` one scope when its rows are not what central says. `forget`: central was restored, so
   * everything that it may have forgotten is queued again.
   */
  restart(only: string | null, forget: { clientId: string } | null): void {
    this.#transaction(() => {
      const { meta, rebase, generations } = this.#tables;
      this.#takeStaged();
      generations.next(only);
      meta.set('cursor', null);
      meta.set('snapshot', only === null ? null : { at: null, after: null, received: 0, total: 0, only });
      if (forget) rebase.requeue(forget.clientId, true);
    });
  }

  /** The file was opened by that program: what another one could not read is read again. */
  openedBy(program: string): void {
    if (this.#tables.meta.get('program') === program) return;
    this.#transaction(() => {
      // Their rows were read by the other program too.
      this.#takeStaged();
      this.#tables.changes.readAgain();
      this.#tables.meta.set('program', program);
    });
  }

  /** Pages of a pull that belong to another client of central than this file is now. */
  dropStaged(): void {
    this.#transaction(() => this.#takeStaged());
  }

  #snapshotStep({ scopes, cursor, next, received, total }: SnapshotStep, meta: Meta): void {
    meta.set('scopes', scopes);
    const only = meta.get('snapshot')?.only ?? null;
    meta.set('snapshot', next === null ? null : { at: cursor, after: next, received, total, only });
    if (next !== null) return;
    this.#tables.cases.indexNumbers();
    meta.set('cursor', cursor);
    // What central no longer sent leaves with the changes that follow, when the digests say that nothing is
    // missing. What it has of our work is retired then too: pages that were read before that work arrived do
    // not contain it.
    meta.set('proof', 'sweep');
  }

  /** The changes of a whole pull. */
  #change(
    pages: StagedPage[],
    newest: StagedPage,
    touched: Touched,
    { now, here }: { now: number; here: number },
    result: Applied,
  ): void {
    const { meta, outbox, cases, changes, rebase } = this.#tables;
    for (const page of pages) this.#patch(page.rows, touched);
    failpoint('apply:patched');
    const differs = this.#differing(newest);
    result.verified = differs !== null;
    result.differs = differs ?? [];
    const proven = differs?.length === 0;
    const proof = meta.get('proof');
    if (proven && proof === 'sweep') changes.sweep(newest.scopes, touched);
    const { removed } = touched;
    const many = removed > MANY || (removed > 0 && removed > cases.count());
    if (many && !(proven && proof !== null)) throw new Unproven();
    if (proven) meta.set('proof', null);
    rebase.lift(outbox.casesRetiredBy(newest.lastSeq));
    outbox.retire(newest.lastSeq, now, here);
    failpoint('apply:retired');
    meta.set('scopes', newest.scopes);
    meta.set('cursor', newest.cursor);
    meta.set('readAt', now);
  }

  /** The scopes that hold something else than central says; null when it did not say. */
  #differing({ digests }: StagedPage): string[] | null {
    if (digests === null) return null;
    return digests
      .filter(({ scope, count, sum }) => {
        const ours = digestOf(this.#connection, scope, this.#tables.generations.of(scope));
        return ours.count !== count || ours.sum !== sum;
      })
      .map(({ scope }) => scope);
  }

  #patch(rows: PulledRows, touched: Touched): void {
    const { changes } = this.#tables;
    for (const change of rows.changes) changes.apply(change, touched);
    for (const row of rows.unreadable) changes.setAside(row);
    changes.noteGone();
  }

  #transaction(work: (touched: Touched) => void): Touched {
    const touched = nothingTouched();
    withStoreErrors(() => {
      // A pull that the power takes is pulled again; only a person's writes are worth waiting for the disk.
      this.#connection.pragma('synchronous=NORMAL');
      const { generations, held, cases, rebase } = this.#tables;
      generations.refresh();
      held.refresh();
      rebase.refresh();
      try {
        this.#connection
          .transaction(() => {
            work(touched);
            for (const id of [...rebase.replay(), ...cases.showChanged()]) touched.cases.add(id);
          })
          .immediate();
      } finally {
        generations.refresh();
        this.#connection.pragma('synchronous=FULL');
      }
      if (touched.removed > 0) cases.eraseTraces();
    });
    return touched;
  }

  /**
   * Where the newest staged page ends; the others are not read for it, which would make a long pull
   * quadratic.
   */
  #stagedCursor(): Cursor | null {
    const newest = "SELECT json_extract(body, '$.cursor') FROM stage ORDER BY page DESC LIMIT 1";
    const text = this.#connection.prepare<[], string>(newest).pluck().get();
    return text === undefined ? null : JSON.parse(text);
  }

  #stagedPages(): StagedPage[] {
    const rows = this.#connection.prepare<[], string>('SELECT body FROM stage ORDER BY page').pluck().all();
    return rows.map((text) => JSON.parse(text));
  }

  #takeStaged(): StagedPage[] {
    const pages = this.#stagedPages();
    this.#connection.prepare('DELETE FROM stage').run();
    return pages;
  }
}
