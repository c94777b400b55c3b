import { z } from 'zod';
import { SignedInUser } from '../../shared/api/account.ts';
import { SigningKey } from '../../shared/api/recover.ts';
import { Cursor, Moved, Scope } from '../../shared/api/sync.ts';
import { Instant } from '../../shared/time.ts';
import type { Connection } from './open.ts';

/**
 * Where an initial pull stands: the cursor that it began at, where its next page begins, and its progress.
 */
export const SnapshotPosition = z.object({
  at: Cursor.nullable(),
  after: z.string().nullable(),
  received: z.int(),
  total: z.int(),
  /** The one scope that is read again; null: all. */
  only: Scope.nullable().default(null),
});
export type SnapshotPosition = z.infer<typeof SnapshotPosition>;

/** All that a desk file remembers beside its rows. */
const META = {
  user: SignedInUser,
  /** Version of the program that opened the file last. */
  program: z.string(),
  clientId: z.uuid(),
  nextSeq: z.int().min(1),
  cursor: Cursor,
  scopes: z.array(Scope),
  snapshot: SnapshotPosition,
  /** Counts the snapshots, so that rows which the newest one no longer has can be told from those it has. */
  generation: z.int(),
  /** Scopes whose rows come from another snapshot than the newest one. */
  generations: z.record(z.string(), z.int()),
  /** A snapshot ended, or a change would empty much of this desk: rows leave only when the digests agree. */
  proof: z.enum(['sweep', 'purge']),
  /** The file was damaged: when that was found, and how much unsent work came back from beside it. */
  rescued: z.object({ at: Instant, count: z.int().min(0) }),
  /** The newest mutation of this client that central's rows contained. */
  lastRetired: z.object({ seq: z.int(), id: z.uuid() }),
  /** Where cases went that left this desk, the latest last. */
  gone: z.array(Moved.extend({ id: z.uuid() })),
  refreshToken: z.string(),
  /** Where central let the person in last. */
  server: z.string(),
  /** Central said that this account may not work any more. */
  disabled: z.literal(true),
  /** Public half as central knows it; private half: PKCS 8, base64. */
  signingKey: z.object({ publicKey: SigningKey, privateKey: z.string() }),
  /** The epoch for which everything was queued again while nobody was signed in. */
  broughtBackTo: z.uuid(),
  /**
   * Central's clock minus this machine's, milliseconds, and when the machine started by its clock: see
   * `KnownClock`.
   */
  clock: z.object({ offset: z.int(), boot: z.int() }),
  /** The offset alone, as an earlier program kept it. */
  clockOffset: z.int(),
  /** Until when the rows here contain what central had, by its time. */
  readAt: Instant,
  /** What the clocks said when it was last asked which work is old enough to be forgotten. */
  journalLook: z.object({ central: Instant, machine: z.int() }),
  /** Central's time of the last answer. */
  lastExchangeAt: Instant,
} as const;

type MetaKey = keyof typeof META;
export type MetaValue<K extends MetaKey> = z.output<(typeof META)[K]>;

/** Typed access to the single values of a desk file. */
export interface Meta {
  get<K extends MetaKey>(key: K): MetaValue<K> | null;
  set<K extends MetaKey>(key: K, value: MetaValue<K> | null): void;
}

export function metaOf(connection: Connection): Meta {
  const select = connection.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const remove = connection.prepare<[string]>('DELETE FROM meta WHERE key = ?');
  const put = connection.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    get(key) {
      const stored = select.get(key);
      if (stored === undefined) return null;
      // A value that an older program wrote differently counts as missing: each of them can be learnt again.
      const parsed = META[key].safeParse(JSON.parse(stored));
      return parsed.success ? (parsed.data as MetaValue<typeof key>) : null;
    },
    set(key, value) {
      if (value === null) remove.run(key);
      else put.run(key, JSON.stringify(value));
    },
  };
}
