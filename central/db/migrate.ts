import { type Kysely, type Migration, Migrator } from 'kysely';
import type { Trx } from './connect.ts';
import * as accounts from './migrations/0001-accounts.ts';
import * as cases from './migrations/0002-cases.ts';
import * as sync from './migrations/0003-sync.ts';
import * as desks from './migrations/0004-desks.ts';
import * as corrections from './migrations/0005-corrections.ts';
import * as retention from './migrations/0006-retention.ts';
import * as closedLoop from './migrations/0007-closed-loop.ts';
import * as documentHash from './migrations/0008-document-hash.ts';
import * as namespace from './migrations/0009-namespace.ts';
import * as feedOrder from './migrations/0010-feed-order.ts';
import * as waiting from './migrations/0011-waiting.ts';
import * as restored from './migrations/0012-restored.ts';
import * as readContact from './migrations/0013-read-contact.ts';
import * as resultPlaces from './migrations/0014-result-places.ts';
import * as askedBefore from './migrations/0015-asked-before.ts';
import * as signingKeys from './migrations/0016-signing-keys.ts';
import * as doubtfulCalls from './migrations/0017-doubtful-calls.ts';
import * as numberSpread from './migrations/0018-number-spread.ts';
import * as feedHead from './migrations/0019-feed-head.ts';
import * as bodies from './migrations/0020-bodies.ts';
import * as queueColumns from './migrations/0021-queue-columns.ts';
import * as numberCalls from './migrations/0022-number-calls.ts';
import * as queueVersion from './migrations/0023-queue-version.ts';
import * as lookedAt from './migrations/0024-looked-at.ts';
import * as numberLeft from './migrations/0025-number-left.ts';
import * as tries from './migrations/0026-tries.ts';
import * as formerTeam from './migrations/0027-former-team.ts';
import type { Tables } from './tables.ts';

/** The steps of the schema by name, in the order of their names. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-accounts': accounts,
  '0002-cases': cases,
  '0003-sync': sync,
  '0004-desks': desks,
  '0005-corrections': corrections,
  '0006-retention': retention,
  '0007-closed-loop': closedLoop,
  '0008-document-hash': documentHash,
  '0009-namespace': namespace,
  '0010-feed-order': feedOrder,
  '0011-waiting': waiting,
  '0012-restored': restored,
  '0013-read-contact': readContact,
  '0014-result-places': resultPlaces,
  '0015-asked-before': askedBefore,
  '0016-signing-keys': signingKeys,
  '0017-doubtful-calls': doubtfulCalls,
  '0018-number-spread': numberSpread,
  '0019-feed-head': feedHead,
  '0020-bodies': bodies,
  '0021-queue-columns': queueColumns,
  '0022-number-calls': numberCalls,
  '0023-queue-version': queueVersion,
  '0024-looked-at': lookedAt,
  '0025-number-left': numberLeft,
  '0026-tries': tries,
  '0027-former-team': formerTeam,
};

/**
 * Brings the schema up to date. Several processes may do so at once: the migrator takes a lock in the
 * database.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** The name of the schema that this program works with: its newest migration. */
export const SCHEMA = Object.keys(MIGRATIONS).at(-1) ?? '';

/** Whether this program knows a schema of that name, its own or an older one. */
export function knowsSchema(name: string): boolean {
  return Object.hasOwn(MIGRATIONS, name);
}

/**
 * Runs the migrations behind `after` (null: from the first) up to and with `upTo` on tables that are not
 * there yet, in the caller's transaction and without a note of it: what is noted is where the database stands
 * when that ends.
 */
export async function migrateWithin(trx: Trx, after: string | null, upTo: string): Promise<void> {
  for (const [name, { up }] of Object.entries(MIGRATIONS)) {
    if ((after === null || name > after) && name <= upTo) await up(trx);
  }
}
