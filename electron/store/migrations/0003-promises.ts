import type { Migration } from '../migrate.ts';

/**
 * What the queue orders by risk and counts as steps. The cases of older files lack what these columns are made from, so they
 * are pulled again; unsent work stays.
 */
export const promises: Migration = {
  version: 3,
  up(connection) {
    connection.exec(`
      ALTER TABLE queue ADD COLUMN half_at INTEGER;
      ALTER TABLE queue ADD COLUMN soon_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE queue ADD COLUMN plan_kind TEXT NOT NULL DEFAULT 'call';
      ALTER TABLE queue ADD COLUMN code TEXT NOT NULL DEFAULT 'first_call';
      ALTER TABLE queue ADD COLUMN waits_until INTEGER;
      ALTER TABLE queue ADD COLUMN close_by INTEGER;
    `);
  },
};
