import { createHash } from 'node:crypto';
import type { Change, Digest } from '../../shared/api/sync.ts';

/** The number that a row adds to the digest of its scope, as the contract says it. */
function hashOf(entity: string, id: string, version: number): number {
  const hex = createHash('md5').update(`${entity}:${id}:${version}`).digest('hex');
  return Number.parseInt(hex.slice(0, 10), 16);
}

/** What a desk holds after these pages: newest version per row wins, a revoke removes. */
export class Replica {
  readonly rows = new Map<string, Change>();

  take(changes: Change[]): void {
    for (const change of changes) {
      const key = `${change.scope} ${change.id}`;
      const before = this.rows.get(key);
      if (before && before.version > change.version) continue;
      if (change.entity === 'revoke') this.rows.delete(key);
      else this.rows.set(key, change);
    }
  }

  cases(): Map<string, unknown> {
    return new Map(
      [...this.rows.values()].flatMap((change) =>
        change.entity === 'case' ? [[change.id, change.row] as const] : [],
      ),
    );
  }

  digest(scope: string): Digest {
    const rows = [...this.rows.values()].filter((row) => row.scope === scope);
    const sum = rows.reduce((total, { entity, id, version }) => total + hashOf(entity, id, version), 0);
    return { scope, count: rows.length, sum: sum % 2 ** 40 };
  }
}
