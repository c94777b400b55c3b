import { type Change, Moved } from '../../shared/api/sync.ts';
import type { CaseTable } from './case-table.ts';
import { rowHash } from './digest.ts';
import type { Generations } from './generations.ts';
import type { HeldTable } from './held-table.ts';
import type { Entity, ItemTable } from './item-table.ts';
import type { LibraryTable } from './library-table.ts';
import { type Meta, metaOf } from './meta.ts';
import type { Connection } from './open.ts';
import type { Rebase } from './rebase.ts';
import type { TextRow } from './text-row.ts';

/** Of so many cases that left, the desk remembers where they went. */
const MOST_GONE = 200;

interface Item {
  n: number;
  entity: Entity;
  id: string;
}

/** A line of the feed whose row this program does not understand. */
export interface UnreadableRow {
  entity: Entity;
  id: string;
  scope: string;
  version: number;
}

/** Lines of the feed, validated one by one. */
export interface PulledRows {
  changes: Change[];
  unreadable: UnreadableRow[];
}

/** The rows of a snapshot: cases may come as text, to be read when somebody looks at them. */
export interface SnapshotRows extends PulledRows {
  texts: TextRow[];
}

/** What a pull changed, for the screens. */
export interface Touched {
  cases: Set<string>;
  library: boolean;
  /** How many cases left the desk: their traces must be erased. */
  removed: number;
  /** Rows that were read late and that this program does not understand. */
  unreadable: number;
}

export function nothingTouched(): Touched {
  return { cases: new Set(), library: false, removed: 0, unreadable: 0 };
}

interface Tables {
  cases: CaseTable;
  held: HeldTable;
  library: LibraryTable;
  rebase: Rebase;
}

/**
 * Applies lines of the feed to the rows. A row stays as long as one scope still holds it. Callers hold the
 * transaction.
 */
export class Changes {
  readonly #connection: Connection;
  readonly #meta: Meta;
  readonly #left = new Map<string, Moved & { id: string }>();
  readonly #items: ItemTable;
  readonly #cases: CaseTable;
  readonly #held: HeldTable;
  readonly #library: LibraryTable;
  readonly #generations: Generations;
  readonly #rebase: Rebase;
  readonly #version;
  readonly #join;
  readonly #leave;
  readonly #heldBy;
  readonly #read;

  constructor(
    connection: Connection,
    items: ItemTable,
    { cases, held, library, rebase }: Tables,
    generations: Generations,
  ) {
    this.#connection = connection;
    this.#meta = metaOf(connection);
    this.#items = items;
    this.#cases = cases;
    this.#held = held;
    this.#library = library;
    this.#generations = generations;
    this.#rebase = rebase;
    this.#version = connection
      .prepare<[number, string, number], number>(
        'SELECT version FROM membership WHERE n = ? AND scope = ? AND generation = ?',
      )
      .pluck();
    this.#join = connection.prepare<[number, string, number, number, number]>(
      'INSERT OR REPLACE INTO membership (n, scope, version, generation, hash) VALUES (?, ?, ?, ?, ?)',
    );
    this.#leave = connection.prepare<[number, string]>('DELETE FROM membership WHERE n = ? AND scope = ?');
    this.#heldBy = connection
      .prepare<[number], number>('SELECT 1 FROM membership WHERE n = ? LIMIT 1')
      .pluck();
    this.#read = connection.prepare<[string, string]>('DELETE FROM set_aside WHERE entity = ? AND id = ?');
  }

  apply(change: Change, touched: Touched): void {
    if (change.entity === 'revoke') {
      const n = this.#items.find(change.of, change.id);
      if (n === null) return;
      // Of a long pull rows that come are put in before those that leave: one that left and came back is
      // there by then.
      const known = this.#version.get(n, change.scope, this.#generations.of(change.scope));
      if (known !== undefined && known > change.version) return;
      this.#leave.run(n, change.scope);
      this.#removeUnheld({ n, entity: change.of, id: change.id }, touched);
      this.#wentTo(change.id, change.moved);
      return;
    }
    const found = this.#items.find(change.entity, change.id);
    if (found !== null) {
      const known = this.#version.get(found, change.scope, this.#generations.of(change.scope));
      if (known !== undefined && known > change.version) return;
      this.#read.run(change.entity, change.id);
    }
    const n = found ?? this.#items.add(change.entity, change.id);
    this.#hold(n, change.entity, change);
    if (change.entity === 'case') {
      this.#rebase.liftForNew(change.id);
      this.#cases.put(change.row, n);
      touched.cases.add(change.id);
    } else if (change.entity === 'calls') this.#held.putCalls(n, change.row);
    else {
      touched.library = true;
      if (change.entity === 'member') this.#library.putMember(change.row);
      else if (this.#library.putDocument(change.id, change.row) && change.row.type !== 'script')
        this.#ruled();
    }
  }

  /**
   * A case that is new to this desk is kept as it came. One that may have been shown is read first, so that
   * what the desk has of it stays when this program cannot read what came; so is one that calls to its
   * numbers may hold back, or that pending work is about.
   */
  applyText(row: TextRow, touched: Touched): void {
    if (
      row.columns !== null &&
      !this.#rebase.carries(row.id) &&
      !this.#held.knows(row.columns.slice(-2) as [string, string | null]) &&
      this.#items.find('case', row.id) === null
    ) {
      const n = this.#items.add('case', row.id);
      this.#hold(n, 'case', row);
      this.#cases.putText(n, row.text, row.columns);
      touched.cases.add(row.id);
      return;
    }
    const change = row.read();
    if (change) this.apply(change, touched);
    else {
      this.setAside(row.header);
      touched.unreadable += 1;
    }
  }

  /**
   * Keeps name and version of a row that this program cannot read, so that the digests agree. What it had of
   * that row before stays; `readAgain` of a newer program brings it.
   */
  setAside(row: UnreadableRow): void {
    this.#hold(this.#items.ensure(row.entity, row.id), row.entity, row);
    this.#connection
      .prepare('INSERT OR REPLACE INTO set_aside (entity, id, version) VALUES (?, ?, ?)')
      .run(row.entity, row.id, row.version);
  }

  /** The line is kept as it came, see `readChanges`: what it says of the move is read here. */
  #wentTo(id: string, said: unknown): void {
    const moved = Moved.safeParse(said).data;
    if (!moved) return;
    this.#left.set(id, { id, ...moved });
  }

  /** Remembers where the cases went that the lines so far took away. */
  noteGone(): void {
    if (this.#left.size === 0) return;
    const others = (this.#meta.get('gone') ?? []).filter(({ id }) => !this.#left.has(id));
    this.#meta.set('gone', [...others, ...this.#left.values()].slice(-MOST_GONE));
    this.#left.clear();
  }

  /**
   * Drops the rows that the newest snapshot of their scope did not have, and those of scopes that are no
   * longer ours.
   */
  sweep(scopes: readonly string[], touched: Touched): void {
    const held = JSON.stringify(scopes.map((scope) => [scope, this.#generations.of(scope)]));
    const stale = `NOT EXISTS (
      SELECT 1 FROM json_each(?) AS held
       WHERE held.value ->> 0 = membership.scope AND held.value ->> 1 = membership.generation)`;
    const rows = this.#connection
      .prepare<[string], Item>(
        `SELECT DISTINCT item.n, entity, id FROM membership JOIN item ON item.n = membership.n WHERE ${stale}`,
      )
      .all(held);
    this.#connection.prepare(`DELETE FROM membership WHERE ${stale}`).run(held);
    for (const item of rows) this.#removeUnheld(item, touched);
  }

  /**
   * Another program begins: the digests must not agree about rows that the one before could not read, so that
   * their scopes are read again. Until then everything stays.
   */
  readAgain(): void {
    this.#connection
      .prepare(
        `UPDATE membership SET hash = 0 WHERE n IN (
           SELECT n FROM item JOIN set_aside
              ON substr(item.id, 1, 6) = substr(set_aside.id, 1, 6) AND item.id = set_aside.id AND item.entity = set_aside.entity)`,
      )
      .run();
  }

  #hold(
    n: number,
    entity: Entity,
    { id, scope, version }: { id: string; scope: string; version: number },
  ): void {
    this.#join.run(n, scope, version, this.#generations.of(scope), rowHash(entity, id, version));
  }

  /** Other rules: pending work runs by them, and calls hold cases back by them. */
  #ruled(): void {
    this.#rebase.liftAll();
    this.#held.ruled();
  }

  #removeUnheld({ n, entity, id }: Item, touched: Touched): void {
    if (this.#heldBy.get(n) !== undefined) return;
    this.#read.run(entity, id);
    if (entity === 'case') {
      this.#rebase.liftForNew(id);
      this.#cases.remove(id);
      touched.cases.add(id);
      touched.removed += 1;
    } else if (entity === 'calls') this.#held.removeCalls(n);
    else if (entity === 'member' || entity === 'document') {
      if (entity === 'member') this.#library.removeMember(id);
      else {
        this.#library.removeDocument(id);
        this.#ruled();
      }
      touched.library = true;
    }
    this.#items.remove(n);
  }
}
