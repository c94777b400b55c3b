import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder } from '../data-folder.ts';
import { ensureCluster, launchPostgres } from './cluster.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { runningPostmaster, stopPostmaster } from './postmaster.ts';

/** Key of the advisory lock that every process holds, shared, while it uses the server. */
const PRESENCE = 717_001;
const POLL = 25;
const PATIENCE = 30_000;

/** A PostgreSQL of our own on a data folder, shared by all our processes there. */
export interface Embedded {
  url: string;
  /** Leaves; whoever leaves last stops the server. */
  release(): Promise<void>;
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

/** Connects and marks our presence; null when nobody answers (yet) or the server is about to stop. */
async function enter(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE]);
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return null;
  }
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

/**
 * Uses the PostgreSQL of a data folder: joins the one that runs there or starts it, setting the folder up on
 * first use. Throws with a sentence for the terminal.
 */
export async function joinEmbedded(
  data: string,
  options: { binaries?: string; settings?: Readonly<Record<string, string>> } = {},
): Promise<Embedded> {
  await makeFolder(data);
  const binaries = postgresBinaries(options.binaries);
  const { cluster, password } = await ensureCluster(data, binaries);
  let launched: { gone: boolean } | null = null;
  let launches = 0;
  for (let waited = 0; waited < PATIENCE; waited += POLL) {
    const running = await runningPostmaster(cluster);
    if (running) {
      const url = `postgres://callback_desk:${password}@127.0.0.1:${running.port}/postgres`;
      const presence = await enter(url);
      if (presence) return { url, release: () => leave(presence, running.pid) };
    } else if ((!launched || launched.gone) && launches < 5) {
      const mine = { gone: false };
      launches += 1;
      const { exited } = await launchPostgres(binaries, cluster, await freePort(), options.settings ?? {});
      exited.then(() => {
        mine.gone = true;
      });
      launched = mine;
    }
    await pause(POLL);
  }
  throw new Error(`PostgreSQL did not start on ${data}; its own words are in postgres.log there.`);
}
