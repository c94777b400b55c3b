import type { ErrorCode } from '../../shared/errors.ts';
import type { Rng } from '../../shared/ports.ts';
import { SECOND } from '../../shared/time.ts';

const FIRST_MS = SECOND;
const LONGEST_MS = 60 * SECOND;

/**
 * Waiting after failures: doubles, by default from 1 s to 60 s, of which a random half is jitter, so that a
 * hundred desks do not return in the same second when central does.
 */
export class Backoff {
  readonly #rng: Rng;
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;
  #since = 0;
  #until = 0;
  #failure: ErrorCode | null = null;

  constructor(rng: Rng, { firstMs, longestMs } = { firstMs: FIRST_MS, longestMs: LONGEST_MS }) {
    this.#rng = rng;
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** How often it failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * No request before this moment (0: at once). A clock that was set back since then makes nobody wait for
   * it.
   */
  until(now: number): number {
    return now < this.#since ? 0 : this.#until;
  }

  /** What the last attempt failed with. */
  get failure(): ErrorCode | null {
    return this.#failure;
  }

  failed(now: number, code: ErrorCode): void {
    this.#failure = code;
    this.#since = now;
    const longest = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#until = now + longest / 2 + (this.#rng.next() * longest) / 2;
  }

  reset(): void {
    this.#failures = 0;
    this.#until = 0;
    this.#failure = null;
  }

  /** Tries at once, but keeps waiting longer after the next failure. */
  hurry(): void {
    this.#until = 0;
  }
}
