import type { Connection } from './open.ts';

/** A kind of rows: case, member, document, or one that only newer programs know. */
export type Entity = string;

/**
 * SQL for the number of a row; both arguments are SQL too. The index holds the first signs of the ids alone.
 */
function numberOf(entity: string, id: string): string {
  return `(SELECT n FROM item WHERE substr(id, 1, 6) = substr(${id}, 1, 6) AND id = ${id} AND entity = ${entity})`;
}

/** SQL for the number of a case, see `numberOf`. */
export function numberOfCase(id: string): string {
  return numberOf("'case'", id);
}

/** Numbers the rows that central sends, in the order of their arrival. */
export class ItemTable {
  readonly #find;
  readonly #add;
  readonly #remove;

  constructor(connection: Connection) {
    this.#find = connection
      .prepare<[{ entity: string; id: string }], number | null>(`SELECT ${numberOf('@entity', '@id')}`)
      .pluck();
    this.#add = connection.prepare<[string, string]>('INSERT INTO item (entity, id) VALUES (?, ?)');
    this.#remove = connection.prepare<[number]>('DELETE FROM item WHERE n = ?');
  }

  find(entity: Entity, id: string): number | null {
    return this.#find.get({ entity, id }) ?? null;
  }

  /** The number of a row that has none yet. */
  add(entity: Entity, id: string): number {
    return Number(this.#add.run(entity, id).lastInsertRowid);
  }

  ensure(entity: Entity, id: string): number {
    return this.find(entity, id) ?? this.add(entity, id);
  }

  remove(n: number): void {
    this.#remove.run(n);
  }
}
