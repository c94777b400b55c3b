import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { CopyCursor } from './copied.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Trx = Transaction<Tables>;
/** Either the database itself or a transaction on it. */
export type Queryable = Database | Trx;

const INT8 = 20;

/** Connections of a server for its requests. */
export const SERVER_CONNECTIONS = 20;

/** How long the requests of a server may take of the database, ms. A desk gives up an exchange after 20 s. */
export const SERVING = {
  connectionTimeoutMillis: 10_000,
  lock_timeout: 10_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
} as const;

/** A client that connects to where the server is at that moment. */
function clientOf(url: () => string) {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: url() });
      // A connection that breaks fails its query; unheard, the event would end the process as well.
      this.on('error', () => undefined);
    }
  };
}

/**
 * Opens a pool on a PostgreSQL; `url` may answer another place later. Counts and times are safe integers, so
 * that int8 arrives as a number.
 * `limits`: `SERVING` for requests; commands and jobs may take as long as their work does.
 */
export function openDatabase(
  url: string | (() => string),
  maxConnections = SERVER_CONNECTIONS,
  limits: Partial<Record<keyof typeof SERVING, number>> = {},
): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const Client = clientOf(typeof url === 'string' ? () => url : url);
  const pool = new pg.Pool({ Client, max: maxConnections, types, ...limits });
  // An idle connection that breaks (a restarted server) is replaced by the pool; unheard, the event would end
  // the process.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool, cursor: CopyCursor }) });
}
