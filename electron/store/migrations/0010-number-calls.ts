import type { Migration } from '../migrate.ts';

/**
 * The calls to numbers as central sends them (`number_calls`), those of unsent work (`pending_call`), and the
 * next steps of cases that they hold back (`held`). `queue` tells which cases are of a number.
 */
export const numberCalls: Migration = {
  version: 10,
  up(connection) {
    connection.exec(`
      CREATE TABLE number_calls (n INTEGER PRIMARY KEY, number TEXT NOT NULL, doc TEXT NOT NULL) STRICT;
      CREATE INDEX number_calls_number ON number_calls (number);
      CREATE TABLE pending_call (
        id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        number TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        ended_at INTEGER NOT NULL,
        PRIMARY KEY (case_id, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX pending_call_number ON pending_call (number);
      CREATE TABLE held (n INTEGER PRIMARY KEY, plan TEXT NOT NULL) STRICT;

      ALTER TABLE queue ADD COLUMN phone TEXT NOT NULL DEFAULT '';
      ALTER TABLE queue ADD COLUMN alt_phone TEXT;
    `);
    if (connection.prepare('SELECT 1 FROM queue LIMIT 1').get() === undefined) return;
    // Documents that nobody can read stay without: calls to their numbers hold them back once they are read.
    connection.exec(`
      UPDATE queue SET (phone, alt_phone) =
        (SELECT doc ->> '$.contact.phone', doc ->> '$.contact.altPhone' FROM case_
          WHERE case_.n = queue.n AND json_valid(doc))
        WHERE n IN (SELECT n FROM case_ WHERE json_valid(doc) AND doc ->> '$.contact.phone' IS NOT NULL);
      CREATE INDEX queue_phone ON queue (phone);
      CREATE INDEX queue_alt_phone ON queue (alt_phone) WHERE alt_phone IS NOT NULL;
    `);
  },
};
