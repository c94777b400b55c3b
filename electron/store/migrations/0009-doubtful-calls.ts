import type { Migration } from '../migrate.ts';

/**
 * The queue counts the cases with calls that wait for a lead's word. Central raises such doubts from now on
 * only.
 */
export const doubtfulCalls: Migration = {
  version: 9,
  up(connection) {
    connection.exec('ALTER TABLE queue ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0');
  },
};
