import { type Kysely, Migrator } from 'kysely';
import * as accounts from './migrations/0001-accounts.ts';
import * as cases from './migrations/0002-cases.ts';
import * as sync from './migrations/0003-sync.ts';
import * as desks from './migrations/0004-desks.ts';
import * as corrections from './migrations/0005-corrections.ts';
import * as retention from './migrations/0006-retention.ts';
import * as closedLoop from './migrations/0007-closed-loop.ts';
import type { Tables } from './tables.ts';

/** The steps of the schema by name, in the order of their names. */
export const MIGRATIONS = {
  '0001-accounts': accounts,
  '0002-cases': cases,
  '0003-sync': sync,
  '0004-desks': desks,
  '0005-corrections': corrections,
  '0006-retention': retention,
  '0007-closed-loop': closedLoop,
};

/** Brings the schema up to date. Several processes may do so at once: the migrator takes a lock in the database. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
