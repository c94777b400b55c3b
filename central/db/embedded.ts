import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder } from '../data-folder.ts';
import { clusterIn, knownPassword, type Launched, launchPostgres, makeCluster } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import {
  leftBehind,
  type Postmaster,
  parentOf,
  runningPostmaster,
  stopPostmaster,
  worksIn,
} from './postmaster.ts';

/** Key of the advisory lock that every process holds, shared, while it uses the server. */
const PRESENCE = 717_001;
const POLL = 50;
/** So long a folder may be locked, ms: by a server that is not seen here; by one that starts or stops. */
const UNSEEN = 10_000;
const PATIENCE = 600_000;
const LAUNCHES = 5;

/** A PostgreSQL of our own on a data folder, shared by all our processes there. */
export interface Embedded {
  url: string;
  /** Leaves; whoever leaves last stops the server. */
  release(): Promise<void>;
}

interface Options {
  binaries?: string | undefined;
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

/** Whether the server at the other end is a child of the process that this folder's postmaster.pid names. */
async function isServer(client: pg.Client, { pid }: Postmaster): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { rows } = await client.query('select pg_backend_pid() as own');
  return (await parentOf(rows[0]?.own)) === pid;
}

/** Connects and marks our presence; null when nobody answers (yet) or the server is about to stop. */
async function enter(url: string, server: Postmaster): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (await isServer(client, server)) {
      await client.query('select pg_advisory_lock_shared($1)', [PRESENCE]);
      return client;
    }
  } catch {
    // Asked again by and by.
  }
  await client.end().catch(() => undefined);
  return null;
}

async function leave(presence: pg.Client, pid: number): Promise<void> {
  let last = false;
  try {
    await presence.query('select pg_advisory_unlock_shared($1)', [PRESENCE]);
    const { rows } = await presence.query('select pg_try_advisory_lock($1) as last', [PRESENCE]);
    last = rows[0]?.last === true;
  } catch {
    // The server is gone already: nothing is left to stop.
  }
  if (last) await stopPostmaster(pid, pause);
  await presence.end().catch(() => undefined);
}

/** Starts PostgreSQL on a folder whose lock we have, and hands the lock over to it. */
async function start(data: string, lock: FileHandle, options: Options): Promise<Launched> {
  try {
    const binaries = postgresBinaries(options.binaries);
    const cluster = clusterIn(data);
    if ((await knownPassword(cluster)) === null) await makeCluster(data, binaries);
    const stranger = await leftBehind(cluster);
    return await launchPostgres(binaries, cluster, await freePort(), {
      settings: options.settings,
      lock,
      stranger,
    });
  } finally {
    await lock.close();
  }
}

/** The server of a folder that is locked, entered; null when it does not let us in (yet). */
async function join(data: string, server: Postmaster): Promise<Embedded | null> {
  const password = await knownPassword(clusterIn(data));
  const url = `postgres://callback_desk:${password}@127.0.0.1:${server.port}/postgres`;
  const presence = server.port > 0 ? await enter(url, server) : null;
  return presence && { url, release: () => leave(presence, server.pid) };
}

/**
 * Uses the PostgreSQL of a data folder: joins the one that runs there or starts it, setting the folder up on
 * first use. Throws with a sentence for the terminal.
 */
export async function joinEmbedded(data: string, options: Options = {}): Promise<Embedded> {
  await makeFolder(data);
  let launched: Launched | null = null;
  let launches = 0;
  let unseen = 0;
  for (let waited = 0; waited < PATIENCE && unseen < UNSEEN; waited += POLL) {
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
      const embedded = server && (await join(data, server));
      if (embedded) return embedded;
      const starting = launched?.gone === false || (await knownPassword(cluster)) === null;
      const seen = starting || (server !== null && (await worksIn(server.pid, cluster)));
      unseen = seen ? 0 : unseen + POLL;
    }
    await pause(POLL);
  }
  throw new Error(
    `${data} is in use by a central that cannot be reached from here, in another container or on another machine. Work there, or end it first.`,
  );
}
