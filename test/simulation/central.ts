import { accessTokens, freshRefreshToken } from '../../central/accounts/tokens.ts';
import { addUser } from '../../central/accounts/users.ts';
import { type Database, openDatabase } from '../../central/db/connect.ts';
import { currentEpoch } from '../../central/db/meta.ts';
import { migrate } from '../../central/db/migrate.ts';
import { deviceSecret, insertRefreshToken, insertSession } from '../../central/db/sessions.ts';
import { ensureTeam } from '../../central/db/teams.ts';
import { silentJournal } from '../../central/http/journal.ts';
import { createServer } from '../../central/http/server.ts';
import type { Services } from '../../central/services.ts';
import { FeedHub } from '../../central/sync/hub.ts';
import { receiptKeyOf } from '../../central/sync/receipt.ts';
import { spreadBatch } from '../../central/sync/spread.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { createDatabase, databaseUrl, dropDatabase } from '../support/postgres.ts';
import { idsFor } from './chance.ts';
import { libraryOfTeam, PEOPLE, type Staff, SYSTEMS } from './staff.ts';

/** A few cases: a version with more is cut. */
const PAGE_BYTES = 12_000;

/** Reports of a number that a decision reaches at once; the others have to wait for their turn. */
export const SPREAD = 2;

/** Nobody waits for a connection: that has tests of its own. */
const CONNECTIONS = 12;
const BEGINNING = Date.UTC(2026, 2, 4, 2, 0);

type App = Awaited<ReturnType<typeof createServer>>;

/** The PostgreSQL of a batch, with a database in which the people are there and nothing has happened yet. */
export class SimServer {
  readonly #url: string;
  readonly #template: string;
  readonly staff: Staff;
  /** Hears what happens as it happens. */
  tell: ((line: string) => void) | null = null;

  private constructor(url: string, template: string, staff: Staff) {
    this.#url = url;
    this.#template = template;
    this.staff = staff;
  }

  static async prepare(url: string, name: string): Promise<SimServer> {
    const template = `${name}_template`;
    await createDatabase(url, template, null);
    const db = openDatabase(databaseUrl(url, template), 2);
    await migrate(db);
    const ids = idsFor('staff');
    await currentEpoch(db, ids);
    await receiptKeyOf(db);
    const clock: Clock = { now: () => BEGINNING };
    const staff: SignedInUser[] = [];
    for (const { account, role, team, permissions } of [...PEOPLE, ...SYSTEMS]) {
      const { id: teamId } = await ensureTeam(db, team, libraryOfTeam(team), ids);
      const staffNumber = String(1_001 + staff.length);
      const person = { account, role, teamId, name: account, staffNumber, permissions };
      const id = await addUser({ db, clock, ids }, { ...person, password: 'password-1' });
      staff.push({ ...person, id, teamName: team });
    }
    await db.destroy();
    return new SimServer(url, template, staff);
  }

  urlOf(name: string): string {
    return databaseUrl(this.#url, name);
  }

  async create(name: string, from = this.#template): Promise<void> {
    await createDatabase(this.#url, name, from);
  }

  async drop(name: string): Promise<void> {
    await dropDatabase(this.#url, name);
  }
}

/** The real central of one run: its handlers without sockets, on a real database, with the run's clock. */
export class SimCentral {
  readonly services: Services;
  readonly #server: SimServer;
  readonly #apps: App[];
  #name: string;
  #backup: string | null = null;
  #restores = 0;

  private constructor(server: SimServer, name: string, services: Services, apps: App[]) {
    this.#server = server;
    this.#name = name;
    this.services = services;
    this.#apps = apps;
  }

  static async start(server: SimServer, name: string, clock: Clock, ids: Ids): Promise<SimCentral> {
    await server.create(name);
    const db = openDatabase(server.urlOf(name), CONNECTIONS);
    const services: Services = {
      db,
      epoch: await currentEpoch(db, ids),
      clock,
      ids,
      tokens: accessTokens('00'.repeat(32), clock),
      hub: new FeedHub(db),
      pageBytes: PAGE_BYTES,
      spreads: {
        begin: async (numbers) => {
          for (const number of numbers) await spreadBatch({ ...services, batch: SPREAD }, number, false);
        },
        idle: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
    };
    // Two processes on one database: every request may meet either.
    const often = { signInsPerMinute: 1_000, requestsPerMinute: 1_000_000, lookupsPerMinute: 1_000_000 };
    const options = { ...often, requestMs: 30_000, waitMs: 0, journal: silentJournal };
    const apps = [await createServer(services, options), await createServer(services, options)];
    return new SimCentral(server, name, services, apps);
  }

  get db(): Database {
    return this.services.db;
  }

  get hasBackup(): boolean {
    return this.#backup !== null;
  }

  /** One request to one of the processes. */
  async request(
    process: number,
    call: { method: 'GET' | 'POST' | 'DELETE'; path: string; body?: unknown; token?: string },
  ): Promise<{ status: number; text: string }> {
    const app = this.#apps[process % this.#apps.length];
    const answer = await app?.inject({
      method: call.method,
      url: call.path,
      headers: {
        'content-type': 'application/json',
        ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      },
      ...(call.body !== undefined && { payload: JSON.stringify(call.body) }),
    });
    return { status: answer?.statusCode ?? 0, text: answer?.body ?? '' };
  }

  /** What a sign-in answers, without the price of the password: that has tests of its own. */
  async signIn(user: SignedInUser, deviceId: string) {
    const { db, clock, ids, tokens } = this.services;
    const id = ids.uuid();
    const now = clock.now();
    const refresh = freshRefreshToken();
    await insertSession(db, { id, accountId: user.id, deviceId, now });
    await insertRefreshToken(db, { hash: refresh.hash, sessionId: id, generation: 1, now });
    await deviceSecret(db, { accountId: user.id, deviceId, name: 'sim', fresh: '00'.repeat(32), now });
    return { accessToken: await tokens.issue(id), refreshToken: refresh.token, serverTime: now };
  }

  /** Everything that a process keeps in memory is gone. */
  async restart(): Promise<void> {
    await this.services.hub.close();
    this.services.hub = new FeedHub(this.db);
  }

  /** Keeps the database as it is now, for `restore`. */
  async backup(): Promise<void> {
    if (this.#backup) await this.#server.drop(this.#backup);
    this.#backup = `${this.#name}_b`;
    await this.#away(() => this.#server.create(this.#backup ?? '', this.#name));
  }

  /** Puts the backup back; what came since is forgotten. */
  async restore(): Promise<void> {
    const from = this.#backup;
    if (!from) return;
    this.#restores += 1;
    await this.#away(async () => {
      await this.#server.drop(this.#name);
      this.#name = `${from}${this.#restores}`;
      await this.#server.create(this.#name, from);
    });
  }

  async stop(): Promise<void> {
    await this.services.hub.close();
    for (const app of this.#apps) await app.close();
    await this.db.destroy();
    await this.#server.drop(this.#name);
    if (this.#backup) await this.#server.drop(this.#backup);
  }

  /** PostgreSQL copies a database only while nobody is in it. */
  async #away(work: () => Promise<void>): Promise<void> {
    await this.services.hub.close();
    await this.db.destroy();
    await work();
    const db = openDatabase(this.#server.urlOf(this.#name), CONNECTIONS);
    Object.assign(this.services, { db, hub: new FeedHub(db) });
  }
}
