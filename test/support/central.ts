import { inject } from 'vitest';
import { addUser as addAccount } from '../../central/accounts/users.ts';
import { type RunningCentral, startCentralServer } from '../../central/central.ts';
import { systemClock, systemIds } from '../../central/clock.ts';
import { type Database, openDatabase, SERVING } from '../../central/db/connect.ts';
import { currentEpoch } from '../../central/db/meta.ts';
import { ensureTeam } from '../../central/db/teams.ts';
import { silentJournal } from '../../central/http/journal.ts';
import type { ServerOptions } from '../../central/http/server.ts';
import type { Role } from '../../shared/api/account.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { freshDatabase } from './postgres.ts';

export interface TestUser {
  id: string;
  account: string;
  password: string;
  role: Role;
  teamId: string;
}

/** A real central over HTTP on a database of its own. */
export interface TestCentral {
  readonly url: string;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly server: RunningCentral;
  /** Adds a person, in the team `team` (made on demand); password `password-1` unless given. */
  addUser(
    account: string,
    options?: { role?: Role; team?: string; password?: string; name?: string },
  ): Promise<TestUser>;
  /** Closes the port; the database stays, as when central is down. */
  down(): Promise<void>;
  /** Opens the same port again. */
  up(): Promise<void>;
  /** Ends everything and drops the database. */
  stop(): Promise<void>;
}

interface Options {
  clock?: Clock;
  ids?: Ids;
  server?: Partial<ServerOptions>;
  /** How long requests may take of the database. */
  limits?: Partial<Record<keyof typeof SERVING, number>>;
}

/** Starts a central on a random port over a fresh database of the shared PostgreSQL. */
export async function startCentral(options: Options = {}): Promise<TestCentral> {
  const { clock = systemClock, ids = systemIds, limits = SERVING } = options;
  const fresh = await freshDatabase(inject('postgresUrl'));
  const db = openDatabase(fresh.url, 10, limits);
  const epoch = await currentEpoch(db, ids);
  const serverOptions = {
    signInsPerMinute: 10_000,
    requestsPerMinute: 100_000,
    lookupsPerMinute: 100_000,
    journal: silentJournal,
    ...options.server,
  };
  const start = (port: number) =>
    startCentralServer({ db, epoch, clock, ids }, { host: '127.0.0.1', port }, serverOptions);
  let server = await start(0);
  const { url } = server;
  return {
    url,
    databaseUrl: fresh.url,
    db,
    clock,
    ids,
    get server() {
      return server;
    },
    async addUser(account, { role = 'agent', team = 'Team', password = 'password-1', name = account } = {}) {
      const { id: teamId } = await ensureTeam(db, team, DEFAULT_LIBRARY, ids);
      const staffNumber = account.replace(/\D/g, '');
      const id = await addAccount({ db, clock, ids }, { account, name, staffNumber, role, password, teamId });
      return { id, account, password, role, teamId };
    },
    down: () => server.close(),
    async up() {
      server = await start(Number(new URL(url).port));
    },
    async stop() {
      await server.close();
      await db.destroy();
      await fresh.drop();
    },
  };
}
