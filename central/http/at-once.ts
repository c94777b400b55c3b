import { CodedError } from '../../shared/errors.ts';

/** Lets so much of the same owner's work run at once and refuses the rest. */
export class AtOnce {
  readonly #most: number;
  readonly #running = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws rate_limited when the owner has as much running already. */
  async take<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(owner) ?? 0;
    if (running >= this.#most) throw new CodedError('rate_limited', { seconds: 1 });
    this.#running.set(owner, running + 1);
    try {
      return await work();
    } finally {
      const left = (this.#running.get(owner) ?? 1) - 1;
      if (left > 0) this.#running.set(owner, left);
      else this.#running.delete(owner);
    }
  }
}
