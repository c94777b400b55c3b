import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { CodedError } from '../../shared/errors.ts';
import { sqliteBinding } from './binding.ts';
import { withStoreErrors } from './errors.ts';

export type Connection = Database.Database;

/** How long a connection waits for another one's lock before `store_busy`. */
const BUSY_MS = 5_000;

/**
 * The one factory of connections to a desk file. `key`: 32 bytes, used as they are (no derivation, so opening
 * costs under a millisecond). The writer syncs every commit to the disk; the reader cannot write.
 * @throws store_corrupt (damaged, or another key), store_failed, store_busy.
 */
export function openDeskFile(file: string, key: Uint8Array, mode: 'write' | 'read'): Connection {
  return withStoreErrors(() => {
    if (mode === 'write') closeSync(openSync(file, 'a', 0o600));
    const connection = connect(file, mode === 'read', BUSY_MS);
    try {
      connection.pragma("cipher='aegis'");
      connection.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
      connection.pragma('temp_store=MEMORY');
      if (mode === 'write') prepareWriter(connection);
      connection.prepare('SELECT count(*) FROM sqlite_master').get();
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/**
 * Looks at every page of a file.
 * @throws store_corrupt
 */
export function examine(connection: Connection): void {
  const found = withStoreErrors(() => connection.pragma('quick_check(1)', { simple: true }));
  if (found !== 'ok') throw new CodedError('store_corrupt');
}

/** A plain, empty file that serves as a lock between processes. */
export function openLockFile(file: string): Connection {
  return withStoreErrors(() => {
    closeSync(openSync(file, 'a', 0o600));
    return connect(file, false, 0);
  });
}

/** Version of the SQLite library, for the about box. */
export function sqliteVersion(): string {
  const connection = connect(':memory:', false, 0);
  try {
    return String(connection.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    connection.close();
  }
}

function connect(file: string, readonly: boolean, timeout: number): Connection {
  const binding = sqliteBinding();
  return new Database(file, { readonly, timeout, ...(binding === null ? {} : { nativeBinding: binding }) });
}

function prepareWriter(connection: Connection): void {
  // Order matters: secure_delete and the WAL are properties that must hold before the first page is written.
  connection.pragma('secure_delete=ON');
  connection.pragma('journal_mode=WAL');
  // NORMAL, the build's default in WAL mode, may lose acknowledged commits when the power fails.
  connection.pragma('synchronous=FULL');
  connection.pragma('foreign_keys=ON');
  connection.pragma('journal_size_limit=67108864');
  connection.pragma('cache_size=-65536');
  connection.pragma('wal_autocheckpoint=4000');
}
