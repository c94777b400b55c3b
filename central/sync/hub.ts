import type { Database } from '../db/connect.ts';
import { anyNewer, changedScopes, newestVersion, type Publication } from '../db/feed.ts';

const POLL = 1_000;

interface Waiter {
  scopes: ReadonlySet<string>;
  version: number;
  finish(changed: boolean): void;
}

interface TeamWatch {
  /** Changes up to here were told to the waiters, or compared by them; null: nobody has asked yet. */
  seen: number | null;
  waiters: Set<Waiter>;
}

/**
 * Wakes long polls: at once for commits of this process, within a second for those of others (imports on the
 * command line, further servers on the same database), whose feed it looks at while anybody waits.
 */
export class FeedHub {
  readonly #db: Database;
  readonly #teams = new Map<string, TeamWatch>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #closed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A transaction of this process was committed. */
  announce(publication: Publication): void {
    const changes = publication.scopes.map((scope) => ({ scope, version: publication.version }));
    this.#tell(publication.teamId, changes);
  }

  /**
   * Resolves with true when a scope has something newer than `version`, with false after `patience` ms or on
   * `signal`.
   */
  async wait(
    teamId: string,
    scopes: string[],
    version: number,
    patience: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (this.#closed || signal.aborted) return false;
    let settle: (changed: boolean) => void = () => undefined;
    const answer = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const waiter: Waiter = { scopes: new Set(scopes), version, finish: settle };
    const watch = this.#teams.get(teamId) ?? { seen: null, waiters: new Set<Waiter>() };
    watch.waiters.add(waiter);
    this.#teams.set(teamId, watch);
    this.#schedule();
    const timer = setTimeout(() => settle(false), patience);
    const stop = () => settle(false);
    signal.addEventListener('abort', stop);
    try {
      // What a desk that is far behind has not read is compared once and not looked through each second.
      const newest = await newestVersion(this.#db, teamId);
      watch.seen ??= newest;
      // Registered first, compared second: a commit in between is noticed twice rather than never.
      if (await anyNewer(this.#db, teamId, scopes, version)) return true;
      return await answer;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      watch.waiters.delete(waiter);
      if (watch.waiters.size === 0) this.#teams.delete(teamId);
    }
  }

  /** Ends all waits and looks no more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const { waiters } of this.#teams.values()) for (const waiter of waiters) waiter.finish(false);
    await this.#looking;
  }

  #tell(teamId: string, changes: { scope: string; version: number }[]): void {
    for (const waiter of this.#teams.get(teamId)?.waiters ?? []) {
      if (changes.some(({ scope, version }) => version > waiter.version && waiter.scopes.has(scope))) {
        waiter.finish(true);
      }
    }
  }

  #schedule(): void {
    if (this.#timer || this.#closed || this.#teams.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        this.#timer = null;
        this.#schedule();
      });
    }, POLL);
  }

  async #look(): Promise<void> {
    for (const [teamId, watch] of this.#teams) {
      if (watch.seen === null) continue;
      // A database that does not answer now is asked again in a second; the waits end by themselves.
      const changes = await changedScopes(this.#db, teamId, watch.seen).catch(() => []);
      watch.seen = Math.max(watch.seen, ...changes.map(({ version }) => version));
      this.#tell(teamId, changes);
    }
  }
}
