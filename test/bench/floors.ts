import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteBinding } from '../../electron/store/binding.ts';
import { generatedCases } from './cases.ts';
import { timed } from './rounds.ts';
import { scratchFolder } from './scratch.ts';

/**
 * The floor of a pull: the same documents into the SQLite table that takes them fastest, without a wait for
 * the disk, 500 a transaction.
 */
export function rawInsert(count: number): () => Promise<number> {
  const rows = generatedCases(count).map((row) => [row.id, JSON.stringify(row)] as const);
  return async () => {
    const binding = sqliteBinding();
    const file = join(scratchFolder(), 'raw.db');
    const raw = new Database(file, binding === null ? {} : { nativeBinding: binding });
    raw.pragma('journal_mode=WAL');
    raw.pragma('synchronous=NORMAL');
    // With the random ids as the table's own order, rows of this size would take four times as long.
    raw.exec('CREATE TABLE case_ (id TEXT PRIMARY KEY, doc TEXT)');
    const insert = raw.prepare('INSERT INTO case_ VALUES (?, ?)');
    const chunk = raw.transaction((part: (readonly [string, string])[]) => {
      for (const row of part) insert.run(...row);
    });
    const ms = await timed(() => {
      for (let from = 0; from < rows.length; from += 500) chunk(rows.slice(from, from + 500));
    });
    raw.close();
    return ms;
  };
}

/** A server that does nothing: reads what comes and gives back the same text every time. */
export async function bareServer(answer: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end(answer));
  }).listen(0, '127.0.0.1');
  // The other contender's turn lasts longer than a server keeps an idle connection by itself.
  server.keepAliveTimeout = 0;
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

/** Sends bodies one after the other and parses each answer: what HTTP and JSON alone cost. */
export async function rawExchange(url: string, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await (await fetch(url, { method: 'POST', body })).json();
}
