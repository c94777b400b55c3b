import type { Migration } from '../migrate.ts';

/**
 * Rows are found by the first signs of their id: an index over the whole of the random ids is three times as
 * large, and every new row changes another page of it.
 */
export const shortKeys: Migration = {
  version: 4,
  up(connection) {
    connection.exec(`
      CREATE TABLE short_item (n INTEGER PRIMARY KEY, entity TEXT NOT NULL, id TEXT NOT NULL) STRICT;
      INSERT INTO short_item (n, entity, id) SELECT n, entity, id FROM item;
      DROP TABLE item;
      ALTER TABLE short_item RENAME TO item;
      CREATE INDEX item_key ON item (substr(id, 1, 6));
    `);
  },
};
