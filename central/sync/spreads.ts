import { numbersUnderWay } from '../db/number-spread.ts';
import { type SpreadParts, spreadAll, spreadBatch } from './spread.ts';

/**
 * Brings decisions about numbers to their reports beside the requests of a server, one batch after the other.
 */
export class Spreads {
  readonly #parts: SpreadParts;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(parts: SpreadParts) {
    this.#parts = parts;
  }

  /**
   * Begins with what was just decided: few reports have it when this resolves, many get it by and by. What
   * fails here is tried again by the housekeeping.
   */
  async begin(numbers: Iterable<string>): Promise<void> {
    for (const number of numbers) {
      const is = await spreadBatch(this.#parts, number, false).catch(() => 'busy');
      if (is !== 'done') this.#goOn();
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Lets the batch that is under way end and begins no other. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #goOn(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#round().catch(() => undefined);
    }
  }

  async #round(): Promise<void> {
    for (const number of await numbersUnderWay(this.#parts.db))
      while (!this.#closed && (await spreadBatch(this.#parts, number, true)) !== 'done') {}
  }
}

/** Brings what a transaction decided to all reports: a server begins with it, whatever else runs ends it. */
export async function spreadFrom(
  parts: SpreadParts & { spreads?: Pick<Spreads, 'begin'> },
  numbers: Iterable<string>,
): Promise<void> {
  await (parts.spreads ? parts.spreads.begin(numbers) : spreadAll(parts, numbers));
}
