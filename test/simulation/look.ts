import { digestOf } from '../../electron/store/digest.ts';
import { openDeskFile } from '../../electron/store/open.ts';
import type { Digest } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import { NumberCalls } from '../../shared/case/number-calls.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { SimDesk } from './desk.ts';

/** The inside of a desk file, read beside the program. */
export interface DeskContents {
  /** Cases as the person sees them, by id. */
  view: Map<string, string>;
  /** Central's images below pending work; null: the row was not there. */
  shadow: Map<string, string | null>;
  /** Unretired work in its order. */
  outbox: Mutation[];
  /** Ids of work that central's rows contain. */
  retired: Set<string>;
  /** Ids of everything that is kept of this person's work. */
  kept: Set<string>;
  /** Ids of work whose only complete copy is here. */
  unfinished: Set<string>;
  /** Ids of cases by the scopes that hold them. */
  members: Map<string, Set<string>>;
  /** Times of the calls to numbers, by number. */
  calls: Map<string, string[]>;
  cursor: { epoch: string; version: number } | null;
  lastRetired: { seq: number } | null;
  clientId: string | null;
  staged: number;
  integrity: string;
  digest(scope: string): Digest;
  close(): void;
}

export function contentsOf(desk: SimDesk): DeskContents {
  const connection = openDeskFile(desk.place.file, desk.place.key, 'read');
  const all = <T>(sql: string) => connection.prepare<[], T>(sql).all();
  const meta = new Map(
    all<{ key: string; value: string }>('SELECT key, value FROM meta').map(({ key, value }) => [
      key,
      JSON.parse(value),
    ]),
  );
  const members = new Map<string, Set<string>>();
  const held = all<{ scope: string; id: string }>(
    "SELECT scope, id FROM membership JOIN item ON item.n = membership.n WHERE entity = 'case'",
  );
  for (const { scope, id } of held) members.set(scope, (members.get(scope) ?? new Set()).add(id));
  const outbox = all<{ mutation: string }>('SELECT mutation FROM outbox ORDER BY seq').map(
    ({ mutation }): Mutation => JSON.parse(mutation),
  );
  const kept = all<{ id: string }>(
    'SELECT id FROM outbox UNION ALL SELECT id FROM journal UNION ALL SELECT id FROM notice',
  );
  const generations: Record<string, number> = meta.get('generations') ?? {};
  return {
    view: new Map(
      all<{ id: string; doc: string }>('SELECT id, doc FROM case_ JOIN item ON item.n = case_.n').map(
        ({ id, doc }) => [id, doc],
      ),
    ),
    shadow: new Map(
      all<{ id: string; doc: string | null }>('SELECT id, doc FROM shadow').map(({ id, doc }) => [id, doc]),
    ),
    outbox,
    retired: new Set(all<{ id: string }>('SELECT id FROM journal WHERE waits IS NULL').map(({ id }) => id)),
    unfinished: new Set(
      all<{ id: string }>('SELECT id FROM outbox UNION ALL SELECT id FROM notice').map(({ id }) => id),
    ),
    kept: new Set(kept.map(({ id }) => id)),
    members,
    calls: new Map(
      all<{ number: string; doc: string }>('SELECT number, doc FROM number_calls').map(({ number, doc }) => [
        number,
        NumberCalls.parse(JSON.parse(doc)).calls.map(({ startedAt, endedAt }) => `${startedAt} ${endedAt}`),
      ]),
    ),
    cursor: meta.get('cursor') ?? null,
    lastRetired: meta.get('lastRetired') ?? null,
    clientId: meta.get('clientId') ?? null,
    staged: all('SELECT page FROM stage').length,
    integrity: String(connection.pragma('integrity_check', { simple: true })),
    digest: (scope) => digestOf(connection, scope, generations[scope] ?? meta.get('generation') ?? 0),
    close: () => connection.close(),
  };
}

/** Ids of the facts in a case's history. */
export function entriesOf(doc: string): string[] {
  return (JSON.parse(doc) as Case).history.map(({ id }) => id);
}
