import type { Mutation } from '../../shared/mutation/mutation.ts';
import { withStoreErrors } from './errors.ts';
import type { Outbox } from './outbox.ts';
import type { SalvageLog } from './salvage-log.ts';

/** A second copy of this size is kept as it is, bytes. */
const SMALL = 1024 * 1024;

/**
 * The second copy of unfinished work, beside the desk file. The first one is on the disk, so a disk that is
 * full for this one does not take the promise back: it is made anew as soon as there is room again.
 */
export class SecondCopy {
  readonly #log: SalvageLog;
  readonly #outbox: Outbox;
  /** Size of the log from which on it is asked whether most of it is finished. */
  #tidyFrom = SMALL;
  /** Work did not fit. */
  #lacks = false;

  constructor(log: SalvageLog, outbox: Outbox) {
    this.#log = log;
    this.#outbox = outbox;
  }

  append(mutations: readonly Mutation[]): void {
    if (this.#lacks) {
      this.renew();
      return;
    }
    try {
      this.#log.append(mutations);
      this.#tidy();
    } catch {
      this.#lacks = true;
    }
  }

  /** Everything that only this desk has, and nothing else. */
  renew(): void {
    try {
      this.#log.replace(withStoreErrors(() => this.#outbox.unfinished()));
      this.#tidyFrom = Math.max(SMALL, 2 * this.#log.length);
      this.#lacks = false;
    } catch {
      this.#lacks = true;
    }
  }

  /** Much may be finished: when nothing is left that only this desk has, the copy is empty and says so. */
  settled(): void {
    this.#tidyFrom = SMALL;
    if (this.#log.length > 0 && this.#outbox.isFinished()) this.#log.clear();
    else if (this.#lacks) this.renew();
    else this.#tidy();
  }

  close(): void {
    this.#log.close();
  }

  /**
   * Begins anew when most of it is finished. Asked each time that its size has doubled: a result costs the
   * same with 5,000 unsent as with ten.
   */
  #tidy(): void {
    if (this.#log.length <= this.#tidyFrom) return;
    if (this.#log.length > 2 * this.#outbox.unfinishedSize()) this.renew();
    else this.#tidyFrom = 2 * this.#log.length;
  }
}
