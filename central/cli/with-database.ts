import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { systemClock, systemIds } from '../clock.ts';
import type { Database } from '../db/connect.ts';
import { type OpenDatabase, openCentralDatabase, type ServingLimits } from '../db/open.ts';
import { allTeams, ensureTeam, findTeam, type Team } from '../db/teams.ts';
import { askedToEnd } from './ending.ts';
import { DEFAULT_TEAM, settingsFrom } from './settings.ts';

/** What a command works with. */
export interface Workbench extends OpenDatabase {
  db: Database;
  clock: Clock;
  ids: Ids;
  /**
   * The team of that name; when none is named the only one, or the one called default. Throws with a sentence
   * when there is none.
   */
  existingTeam(name: string | undefined): Promise<Team>;
}

interface Options {
  endsItself?: boolean;
  makes?: boolean;
  serving?: ServingLimits;
}

/**
 * Runs a command on central's database, whether a server runs there or not, and leaves everything as it was.
 * Ctrl-C ends it in good order, unless the command `endsItself`. Only a command that `makes` one sets a
 * central up where there is none; its first team is called default.
 */
export async function withDatabase<T>(
  work: (bench: Workbench) => Promise<T>,
  { endsItself = false, makes = false, serving }: Options = {},
): Promise<T> {
  const interrupted = endsItself ? new Promise<never>(() => undefined) : interruption();
  const { databaseUrl, data, binaries, account } = settingsFrom(process.env);
  const tell = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const open = await openCentralDatabase(
    { url: databaseUrl, data, binaries, account, tell, makes, ...(serving ? { serving } : {}) },
    systemIds,
    systemClock,
  );
  const { db } = open;
  const bench: Workbench = {
    ...open,
    clock: systemClock,
    ids: systemIds,
    async existingTeam(name) {
      const known = name === undefined ? await allTeams(db) : [];
      const [only] = known;
      if (only && known.length === 1) return only;
      const meant = name ?? DEFAULT_TEAM;
      const team = await findTeam(db, meant);
      if (!team) throw new Error(await noTeam(db, meant));
      return team;
    },
  };
  try {
    if (makes && (await allTeams(db)).length === 0)
      await ensureTeam(db, DEFAULT_TEAM, DEFAULT_LIBRARY, systemIds);
    return await Promise.race([work(bench), interrupted, ...(endsItself ? [] : [open.lost])]);
  } finally {
    await open.close();
  }
}

async function noTeam(db: Database, name: string): Promise<string> {
  const known = (await allTeams(db)).map((team) => team.name).join(', ');
  return `There is no team "${name}" (there are: ${known || 'none'}); "team add" makes one.`;
}

async function interruption(): Promise<never> {
  await askedToEnd();
  throw new Error('Interrupted; what was done until then stays.');
}
