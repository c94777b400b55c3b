import type { Migration } from '../migrate.ts';

/** Which cases unsent work is about, any number of them, and what is unanswered, to be counted. */
export const workCases: Migration = {
  version: 7,
  up(connection) {
    connection.exec(`
      DROP INDEX outbox_case;
      CREATE TABLE outbox_case (case_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (case_id, id)) STRICT, WITHOUT ROWID;
      INSERT INTO outbox_case (case_id, id) SELECT case_id, id FROM outbox WHERE case_id <> '';
      CREATE TRIGGER outbox_gone AFTER DELETE ON outbox BEGIN DELETE FROM outbox_case WHERE id = old.id; END;
      CREATE INDEX outbox_case_id ON outbox_case (id);
      CREATE INDEX outbox_pending ON outbox (seq) WHERE state = 'pending';
    `);
  },
};
