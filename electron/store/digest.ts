import { hash } from 'node:crypto';
import type { Digest } from '../../shared/api/sync.ts';
import type { Entity } from './item-table.ts';
import type { Connection } from './open.ts';

/**
 * First 40 bits of the md5 of a row's name and version: small enough that SQLite can add up millions of them.
 */
export function rowHash(entity: Entity, id: string, version: number): number {
  return Number.parseInt(hash('md5', `${entity}:${id}:${version}`).slice(0, 10), 16);
}

/** What a scope holds on this desk, see `Digest`: of the rows of the scope's newest snapshot alone. */
export function digestOf(connection: Connection, scope: string, generation: number): Digest {
  const row = connection
    .prepare<[string, number], { count: number; sum: number }>(
      `SELECT count(*) AS count, coalesce(sum(hash), 0) % 1099511627776 AS sum
         FROM membership WHERE scope = ? AND generation = ?`,
    )
    .get(scope, generation);
  return { scope, count: row?.count ?? 0, sum: row?.sum ?? 0 };
}
