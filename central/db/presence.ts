import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Postmaster, parentOf, stopPostmaster } from './postmaster.ts';

/** Key of the advisory lock that every process holds, shared, while it uses the server. */
const PRESENCE = 717_001;

/** Whether the server at the other end is a child of the process that this folder's postmaster.pid names. */
async function isServer(client: pg.Client, { pid }: Postmaster): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { rows } = await client.query('select pg_backend_pid() as own');
  return (await parentOf(rows[0]?.own)) === pid;
}

/** A process's mark in the server that it uses. */
export class Presence {
  readonly url: string;
  readonly #server: Postmaster;
  readonly #client: pg.Client;
  /** Resolves when the mark is gone: the server, or our session in it, has ended. */
  readonly ended: Promise<void>;

  private constructor(url: string, server: Postmaster, client: pg.Client) {
    this.url = url;
    this.#server = server;
    this.#client = client;
    this.ended = new Promise((done) => client.once('end', () => done()));
  }

  /** Connects and leaves the mark; null when nobody answers (yet) or the server is about to stop. */
  static async enter(url: string, server: Postmaster): Promise<Presence | null> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    const presence = new Presence(url, server, client);
    try {
      await client.connect();
      if (await isServer(client, server)) {
        await client.query('select pg_advisory_lock_shared($1)', [PRESENCE]);
        return presence;
      }
    } catch {
      // Asked again by and by.
    }
    await client.end().catch(() => undefined);
    return null;
  }

  /** Takes the mark away; whoever does so last stops the server. */
  async leave(): Promise<void> {
    let last = false;
    try {
      await this.#client.query('select pg_advisory_unlock_shared($1)', [PRESENCE]);
      const { rows } = await this.#client.query('select pg_try_advisory_lock($1) as last', [PRESENCE]);
      last = rows[0]?.last === true;
    } catch {
      // The server is gone already: nothing is left to stop.
    }
    if (last) await stopPostmaster(this.#server.pid, pause);
    await this.#client.end().catch(() => undefined);
  }
}
