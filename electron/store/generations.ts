import type { Meta } from './meta.ts';

/**
 * Which snapshot the rows of a scope come from. A new snapshot raises the number of what it reads, so that
 * rows which it no longer has can be told from those it has: of all scopes, or of one that is read again
 * alone.
 */
export class Generations {
  readonly #meta: Meta;
  /** Asked for every row of a pull: read once per transaction. */
  readonly #known = new Map<string, number>();

  constructor(meta: Meta) {
    this.#meta = meta;
  }

  of(scope: string): number {
    const known = this.#known.get(scope);
    if (known !== undefined) return known;
    const generation = this.#meta.get('generations')?.[scope] ?? this.#meta.get('generation') ?? 0;
    this.#known.set(scope, generation);
    return generation;
  }

  /** A transaction begins: what an earlier one set may have been rolled back. */
  refresh(): void {
    this.#known.clear();
  }

  /** A new snapshot begins: of one scope, or (null) of whatever scopes there will be. */
  next(only: string | null): void {
    const newest = (this.#meta.get('generation') ?? 0) + 1;
    const kept: Record<string, number> = {};
    if (only !== null) {
      for (const scope of this.#meta.get('scopes') ?? []) if (scope !== only) kept[scope] = this.of(scope);
    }
    this.#meta.set('generation', newest);
    this.#meta.set('generations', kept);
    this.refresh();
  }
}
