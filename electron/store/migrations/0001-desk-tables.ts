import type { Migration } from '../migrate.ts';

/**
 * The cases as the person sees them (`case_`, pending work included) with what the queue needs beside them in
 * narrow rows, what central said last about rows that pending work touches (`shadow`), the work itself
 * (`outbox`, then `journal`) and what sync needs to go on where it stopped. Rows of a pull are numbered in
 * the order of their arrival (`item`): with random ids as keys every row would dirty a page of its own in
 * every table, which costs ten times the writing.
 */
export const deskTables: Migration = {
  version: 1,
  up(connection) {
    connection.exec(`
      CREATE TABLE item (n INTEGER PRIMARY KEY, entity TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (entity, id)) STRICT;
      CREATE TABLE case_ (n INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
      CREATE TABLE queue (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        assignee_id TEXT,
        open INTEGER NOT NULL,
        tried INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        not_before INTEGER,
        not_after INTEGER,
        appointment_at INTEGER,
        search TEXT NOT NULL
      ) STRICT;

      CREATE TABLE membership (
        n INTEGER NOT NULL,
        scope TEXT NOT NULL,
        version INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        PRIMARY KEY (n, scope)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE set_aside (entity TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (entity, id)) STRICT, WITHOUT ROWID;
      CREATE TABLE stage (page INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
      CREATE TABLE shadow (id TEXT PRIMARY KEY, doc TEXT) STRICT, WITHOUT ROWID;

      CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        case_id TEXT NOT NULL,
        mutation TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'rejected')),
        code TEXT,
        params TEXT
      ) STRICT;
      CREATE INDEX outbox_case ON outbox (case_id);
      CREATE TABLE journal (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, mutation TEXT NOT NULL, retired_at INTEGER NOT NULL) STRICT;
      CREATE INDEX journal_age ON journal (retired_at);
      CREATE TABLE notice (
        id TEXT PRIMARY KEY,
        mutation TEXT NOT NULL,
        code TEXT,
        params TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE draft (case_id TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at INTEGER NOT NULL) STRICT;
      CREATE TABLE document (id TEXT PRIMARY KEY, type TEXT NOT NULL, kind TEXT, version INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
      CREATE TABLE person (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  },
};
