import { rowHash } from '../digest.ts';
import type { Entity } from '../item-table.ts';
import type { Migration } from '../migrate.ts';

interface Row {
  n: number;
  scope: string;
  version: number;
  entity: Entity;
  id: string;
}

/** What each row adds to the digest of its scope. */
export const digests: Migration = {
  version: 2,
  up(connection) {
    connection.exec('ALTER TABLE membership ADD COLUMN hash INTEGER NOT NULL DEFAULT 0');
    const set = connection.prepare('UPDATE membership SET hash = ? WHERE n = ? AND scope = ?');
    const rows = connection
      .prepare<[], Row>(
        'SELECT item.n, scope, version, entity, id FROM membership JOIN item ON item.n = membership.n',
      )
      .all();
    for (const { n, scope, version, entity, id } of rows) set.run(rowHash(entity, id, version), n, scope);
  },
};
