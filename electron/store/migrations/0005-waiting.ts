import type { Migration } from '../migrate.ts';

/**
 * `again`: central had this work before it was put back. `waits`: central has it and cannot apply it yet; it
 * waits for the `case` or for other `work`.
 */
export const waiting: Migration = {
  version: 5,
  up(connection) {
    connection.exec(`
      ALTER TABLE outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE outbox ADD COLUMN waits TEXT;
      ALTER TABLE journal ADD COLUMN waits TEXT;
      CREATE INDEX journal_waits ON journal (waits) WHERE waits IS NOT NULL;
    `);
  },
};
