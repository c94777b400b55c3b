import { CodedError } from '../../shared/errors.ts';
import { withStoreErrors } from './errors.ts';
import { deskTables } from './migrations/0001-desk-tables.ts';
import { digests } from './migrations/0002-digests.ts';
import { promises } from './migrations/0003-promises.ts';
import { shortKeys } from './migrations/0004-short-keys.ts';
import { waiting } from './migrations/0005-waiting.ts';
import { receipts } from './migrations/0006-receipts.ts';
import { workCases } from './migrations/0007-work-cases.ts';
import { answered } from './migrations/0008-answered.ts';
import { doubtfulCalls } from './migrations/0009-doubtful-calls.ts';
import { numberCalls } from './migrations/0010-number-calls.ts';
import { journalAge } from './migrations/0011-journal-age.ts';
import type { Connection } from './open.ts';

/** One step of the schema. Never changed once released; the next change is the next file. */
export interface Migration {
  version: number;
  up(connection: Connection): void;
}

const MIGRATIONS: readonly Migration[] = [
  deskTables,
  digests,
  promises,
  shortKeys,
  waiting,
  receipts,
  workCases,
  answered,
  doubtfulCalls,
  numberCalls,
  journalAge,
];

/**
 * Brings a desk file to this program's schema, each step in its own transaction together with its number;
 * answers whether there was anything to do.
 * @throws store_newer when a newer program wrote the file: nothing is changed then.
 */
export function migrate(connection: Connection, migrations: readonly Migration[] = MIGRATIONS): boolean {
  return withStoreErrors(() => {
    const found = Number(connection.pragma('user_version', { simple: true }));
    const newest = migrations.at(-1)?.version ?? 0;
    if (found > newest) throw new CodedError('store_newer', { found, newest });
    for (const [index, migration] of migrations.entries()) {
      if (migration.version !== index + 1) throw new CodedError('internal', { migration: migration.version });
      if (migration.version <= found) continue;
      connection.transaction(() => {
        migration.up(connection);
        connection.pragma(`user_version=${migration.version}`);
      })();
    }
    return found < newest;
  });
}
