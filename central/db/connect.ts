import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Trx = Transaction<Tables>;
/** Either the database itself or a transaction on it. */
export type Queryable = Database | Trx;

const INT8 = 20;

/** Opens a pool on a PostgreSQL. Counts and times are safe integers, so that int8 arrives as a number. */
export function openDatabase(url: string, maxConnections = 20): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, types });
  // An idle connection that breaks (a restarted server) is replaced by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
