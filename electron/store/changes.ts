import type { Change } from '../../shared/api/sync.ts';
import type { CaseTable } from './case-table.ts';
import type { LibraryTable } from './library-table.ts';
import type { Connection } from './open.ts';

type Entity = 'case' | 'member' | 'document';

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
  readonly #cases: CaseTable;
  readonly #library: LibraryTable;
  readonly #version;
  readonly #join;
  readonly #leave;
  readonly #held;

  constructor(connection: Connection, cases: CaseTable, library: LibraryTable) {
    this.#connection = connection;
    this.#cases = cases;
    this.#library = library;
    this.#version = connection
      .prepare<[string, string, string, number], number>(
        'SELECT version FROM membership WHERE entity = ? AND id = ? AND scope = ? AND generation = ?',
      )
      .pluck();
    this.#join = connection.prepare<[string, string, string, number, number]>(
      'INSERT OR REPLACE INTO membership (entity, id, scope, version, generation) VALUES (?, ?, ?, ?, ?)',
    );
    this.#leave = connection.prepare<[string, string, string]>(
      'DELETE FROM membership WHERE entity = ? AND id = ? AND scope = ?',
    );
    this.#held = connection
      .prepare<[string, string], number>('SELECT 1 FROM membership WHERE entity = ? AND id = ? LIMIT 1')
      .pluck();
  }

  apply(change: Change, generation: number, touched: Touched): void {
    if (change.entity === 'revoke') {
      this.#leave.run(change.of, change.id, change.scope);
      this.#removeUnheld(change.of, change.id, touched);
      return;
    }
    const known = this.#version.get(change.entity, change.id, change.scope, generation);
    if (known !== undefined && known > change.version) return;
    this.#join.run(change.entity, change.id, change.scope, change.version, generation);
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
    this.#join.run(row.entity, row.id, row.scope, row.version, generation);
    this.#connection
      .prepare('INSERT OR REPLACE INTO set_aside (entity, id, version) VALUES (?, ?, ?)')
      .run(row.entity, row.id, row.version);
  }

  /** After a whole snapshot: drops the rows that central did not send any more. */
  sweep(generation: number, touched: Touched): void {
    const stale = this.#connection
      .prepare<[number], { entity: Entity; id: string }>(
        'SELECT DISTINCT entity, id FROM membership WHERE generation < ?',
      )
      .all(generation);
    this.#connection.prepare('DELETE FROM membership WHERE generation < ?').run(generation);
    for (const row of stale) this.#removeUnheld(row.entity, row.id, touched);
  }

  #removeUnheld(entity: Entity, id: string, touched: Touched): void {
    if (this.#held.get(entity, id) !== undefined) return;
    if (entity === 'member') this.#library.removeMember(id);
    if (entity === 'document') this.#library.removeDocument(id);
    if (entity !== 'case') {
      touched.library = true;
      return;
    }
    this.#cases.remove(id);
    touched.cases.add(id);
    touched.revoked = true;
  }
}
