import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder } from '../data-folder.ts';
import { clusterIn, knownPassword, type Launched, launchPostgres, makeCluster } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { leftBehind, type Postmaster, runningPostmaster, worksIn } from './postmaster.ts';
import { Presence } from './presence.ts';
import { accountFor, SHARED_ACCOUNT, type Tell, takeOver } from './run-as.ts';

/** Between two looks, ms: what comes at once is soon there, what takes longer is not asked all the time. */
const pauseAfter = (waited: number) => (waited < 3_000 ? 50 : waited < 15_000 ? 250 : 1_000);
/** So long a folder may be locked, ms: by a server that is not seen here; by one that starts or stops. */
const UNSEEN = 10_000;
const PATIENCE = 600_000;
const LAUNCHES = 5;

/** The server died under us and does not come back. */
export class DatabaseLost extends Error {}

/** A PostgreSQL of our own on a data folder, shared by all our processes there. */
export interface Embedded {
  /** Where it is now: after it died, it comes back in another place. */
  readonly url: string;
  /** Rejects with `DatabaseLost` when it died and does not come back. */
  readonly lost: Promise<never>;
  /** Leaves; whoever leaves last stops the server. */
  release(): Promise<void>;
}

interface Options {
  binaries?: string | undefined;
  /** Whom PostgreSQL runs as under root, by name; absent: `nobody`, for invented data. */
  account?: string | undefined;
  tell?: Tell | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

/** Starts PostgreSQL on a folder whose lock we have, and hands the lock over to it. */
async function start(data: string, lock: FileHandle, options: Options): Promise<Launched> {
  const { binaries, settings, account: name = SHARED_ACCOUNT, tell = () => undefined } = options;
  try {
    const account = await accountFor(name, tell);
    const programs = postgresBinaries(binaries);
    const cluster = clusterIn(data);
    if ((await knownPassword(cluster)) === null) await makeCluster(data, programs, account);
    else await takeOver(cluster, account, tell);
    const stranger = await leftBehind(cluster);
    return await launchPostgres(programs, cluster, await freePort(), { settings, lock, stranger, account });
  } finally {
    await lock.close();
  }
}

/** Enters the server of a folder that is locked; null when it does not let us in (yet). */
async function enter(data: string, server: Postmaster): Promise<Presence | null> {
  if (!(server.port > 0)) return null;
  const password = await knownPassword(clusterIn(data));
  return Presence.enter(`postgres://callback_desk:${password}@127.0.0.1:${server.port}/postgres`, server);
}

/** Enters the server of a folder, starting it when nobody has. */
async function present(data: string, options: Options): Promise<Presence> {
  let launched: Launched | null = null;
  let launches = 0;
  let unseen = 0;
  let waited = 0;
  while (waited < PATIENCE && unseen < UNSEEN) {
    const ms = pauseAfter(waited);
    if (launched?.failed && (launches === LAUNCHES || !/bind|address/i.test(launched.failed))) {
      throw new Error(`PostgreSQL does not start on ${data}: ${launched.failed} (see postgres.log there).`);
    }
    const lock = launched && !launched.gone ? null : await lockFolder(data);
    if (lock) {
      launches += 1;
      launched = await start(data, lock, options);
    } else {
      const cluster = clusterIn(data);
      const server = await runningPostmaster(cluster);
      const presence = server && (await enter(data, server));
      if (presence) return presence;
      const starting = launched?.gone === false || (await knownPassword(cluster)) === null;
      const seen = starting || (server !== null && (await worksIn(server.pid, cluster)));
      unseen = seen ? 0 : unseen + ms;
    }
    await pause(ms);
    waited += ms;
  }
  throw new Error(
    `${data} is in use by a central that cannot be reached from here, in another container or on another machine. Work there, or end it first.`,
  );
}

/**
 * Uses the PostgreSQL of a data folder: joins the one that runs there or starts it, setting the folder up on
 * first use, and brings it back when it dies. Throws with a sentence for the terminal.
 */
export async function joinEmbedded(data: string, options: Options = {}): Promise<Embedded> {
  await makeFolder(data);
  let presence = await present(data, options);
  let leaving = false;
  let fail: (error: DatabaseLost) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = reject;
  });
  lost.catch(() => undefined);
  let coming: Promise<Presence> = Promise.resolve(presence);
  const stay = async () => {
    for (;;) {
      await presence.ended;
      if (leaving) return;
      options.tell?.('The database has ended; it is brought back.');
      coming = present(data, options);
      presence = await coming;
      options.tell?.('The database is back.');
    }
  };
  const staying = stay().catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    fail(new DatabaseLost(`The database ended and does not come back. ${reason}`, { cause }));
  });
  return {
    get url() {
      return presence.url;
    },
    lost,
    async release() {
      leaving = true;
      await coming.catch(() => undefined);
      await presence.leave();
      await staying;
    },
  };
}
