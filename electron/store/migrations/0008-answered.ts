import type { Migration } from '../migrate.ts';

/** Whether central has what it refused, under its id; what a request was too large for never reached it. */
export const answered: Migration = {
  version: 8,
  up(connection) {
    connection.exec(`
      ALTER TABLE notice ADD COLUMN answered INTEGER NOT NULL DEFAULT 1;
      UPDATE notice SET answered = 0 WHERE code = 'payload_too_large';
    `);
  },
};
