import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { systemClock, systemIds } from '../clock.ts';
import type { Database } from '../db/connect.ts';
import { type OpenDatabase, openCentralDatabase } from '../db/open.ts';
import { ensureTeam, findTeam, type Team } from '../db/teams.ts';
import { askedToEnd } from './ending.ts';
import { settingsFrom } from './settings.ts';

/** What a command works with. */
export interface Workbench extends OpenDatabase {
  db: Database;
  clock: Clock;
  ids: Ids;
  /** The team of that name, made on demand. */
  team(name: string): Promise<Team>;
  /** The team of that name; throws with a sentence when there is none. */
  existingTeam(name: string): Promise<Team>;
}

/**
 * Runs a command on central's database, whether a server runs there or not, and leaves everything as it was.
 * Ctrl-C ends it in good order, unless the command `endsItself`.
 */
export async function withDatabase<T>(
  work: (bench: Workbench) => Promise<T>,
  { endsItself = false } = {},
): Promise<T> {
  const interrupted = endsItself ? new Promise<never>(() => undefined) : interruption();
  const { databaseUrl, data, binaries } = settingsFrom(process.env);
  const open = await openCentralDatabase({ url: databaseUrl, data, binaries }, systemIds, systemClock);
  const { db } = open;
  const bench: Workbench = {
    ...open,
    clock: systemClock,
    ids: systemIds,
    team: (name) => ensureTeam(db, name, DEFAULT_LIBRARY, systemIds),
    async existingTeam(name) {
      const team = await findTeam(db, name);
      if (!team) throw new Error(`There is no team "${name}" yet; add users or import cases first.`);
      return team;
    },
  };
  try {
    return await Promise.race([work(bench), interrupted]);
  } finally {
    await open.close();
  }
}

async function interruption(): Promise<never> {
  await askedToEnd();
  throw new Error('Interrupted; what was done until then stays.');
}
