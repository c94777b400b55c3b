import { CodedError } from '../../shared/errors.ts';

/**
 * Lets so many pieces of work run at once; the others wait in order, and each wait has an end. Work that may
 * wait for a lock goes through here, so that it never holds all connections and reading goes on beside it.
 */
export class Turns {
  readonly #atOnce: number;
  readonly #patience: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  /** `patience`: how long a piece of work waits for its turn, ms. */
  constructor(atOnce: number, patience: number) {
    this.#atOnce = atOnce;
    this.#patience = patience;
  }

  /** Runs the work when it has its turn. @throws central_busy when that took too long. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      // The turn goes over to who waited longest.
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(begin);
        reject(new CodedError('central_busy'));
      }, this.#patience);
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        resolve();
      };
      this.#waiting.add(begin);
    });
  }
}
