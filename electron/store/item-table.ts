import type { Connection } from './open.ts';

export type Entity = 'case' | 'member' | 'document';

/** Numbers the rows that central sends, in the order of their arrival. */
export class ItemTable {
  readonly #find;
  readonly #add;
  readonly #remove;

  constructor(connection: Connection) {
    this.#find = connection
      .prepare<[string, string], number>('SELECT n FROM item WHERE entity = ? AND id = ?')
      .pluck();
    this.#add = connection.prepare<[string, string]>('INSERT INTO item (entity, id) VALUES (?, ?)');
    this.#remove = connection.prepare<[number]>('DELETE FROM item WHERE n = ?');
  }

  find(entity: Entity, id: string): number | null {
    return this.#find.get(entity, id) ?? null;
  }

  ensure(entity: Entity, id: string): number {
    return this.find(entity, id) ?? Number(this.#add.run(entity, id).lastInsertRowid);
  }

  remove(n: number): void {
    this.#remove.run(n);
  }
}
