import type { Change } from '../../shared/api/sync.ts';
import type { CaseTable } from './case-table.ts';
import type { Entity, ItemTable } from './item-table.ts';
import type { LibraryTable } from './library-table.ts';
import type { Connection } from './open.ts';

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

/** What a pull changed, for the screens. */
export interface Touched {
  cases: Set<string>;
  library: boolean;
  /** Cases left the desk: their traces must be erased. */
  revoked: boolean;
}

export function nothingTouched(): Touched {
  return { cases: new Set(), library: false, revoked: false };
}

/** Applies lines of the feed to the rows. A row stays as long as one scope still holds it. Callers hold the transaction. */
export class Changes {
  readonly #connection: Connection;
  readonly #items: ItemTable;
  readonly #cases: CaseTable;
  readonly #library: LibraryTable;
  readonly #version;
  readonly #join;
  readonly #leave;
  readonly #held;

  constructor(connection: Connection, items: ItemTable, cases: CaseTable, library: LibraryTable) {
    this.#connection = connection;
    this.#items = items;
    this.#cases = cases;
    this.#library = library;
    this.#version = connection
      .prepare<[number, string, number], number>(
        'SELECT version FROM membership WHERE n = ? AND scope = ? AND generation = ?',
      )
      .pluck();
    this.#join = connection.prepare<[number, string, number, number]>(
      'INSERT OR REPLACE INTO membership (n, scope, version, generation) VALUES (?, ?, ?, ?)',
    );
    this.#leave = connection.prepare<[number, string]>('DELETE FROM membership WHERE n = ? AND scope = ?');
    this.#held = connection.prepare<[number], number>('SELECT 1 FROM membership WHERE n = ? LIMIT 1').pluck();
  }

  apply(change: Change, generation: number, touched: Touched): void {
    if (change.entity === 'revoke') {
      const n = this.#items.find(change.of, change.id);
      if (n === null) return;
      this.#leave.run(n, change.scope);
      this.#removeUnheld({ n, entity: change.of, id: change.id }, touched);
      return;
    }
    const n = this.#items.ensure(change.entity, change.id);
    const known = this.#version.get(n, change.scope, generation);
    if (known !== undefined && known > change.version) return;
    this.#join.run(n, change.scope, change.version, generation);
    if (change.entity === 'case') {
      this.#cases.put(change.row);
      touched.cases.add(change.id);
    } else {
      touched.library = true;
      if (change.entity === 'member') this.#library.putMember(change.row);
      else this.#library.putDocument(change.id, change.row);
    }
  }

  /** Keeps count of a row that this program cannot read. What it had of that row before stays; a newer program repairs it. */
  setAside(row: UnreadableRow, generation: number): void {
    this.#join.run(this.#items.ensure(row.entity, row.id), row.scope, row.version, generation);
    this.#connection
      .prepare('INSERT OR REPLACE INTO set_aside (entity, id, version) VALUES (?, ?, ?)')
      .run(row.entity, row.id, row.version);
  }

  /** After a whole snapshot: drops the rows that central did not send any more. */
  sweep(generation: number, touched: Touched): void {
    const stale = this.#connection
      .prepare<[number], Item>(
        'SELECT DISTINCT item.n, entity, id FROM membership JOIN item ON item.n = membership.n WHERE generation < ?',
      )
      .all(generation);
    this.#connection.prepare('DELETE FROM membership WHERE generation < ?').run(generation);
    for (const item of stale) this.#removeUnheld(item, touched);
  }

  #removeUnheld({ n, entity, id }: Item, touched: Touched): void {
    if (this.#held.get(n) !== undefined) return;
    if (entity === 'case') {
      this.#cases.remove(id);
      touched.cases.add(id);
      touched.revoked = true;
    } else {
      if (entity === 'member') this.#library.removeMember(id);
      else this.#library.removeDocument(id);
      touched.library = true;
    }
    this.#items.remove(n);
  }
}
