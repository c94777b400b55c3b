import type { Migration } from '../migrate.ts';

/** What proves to a central that was put back how it had taken the work. */
export const receipts: Migration = {
  version: 6,
  up(connection) {
    connection.exec(`
      ALTER TABLE outbox ADD COLUMN receipt TEXT;
      ALTER TABLE journal ADD COLUMN receipt TEXT;
    `);
  },
};
