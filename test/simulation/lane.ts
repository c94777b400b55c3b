import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { idsFor, rngFor } from './chance.ts';
import type { SimDesk } from './desk.ts';

/** What one party does while others do something too. `desk`: at whose desk; null: no desk. */
export interface Party {
  name: string;
  desk: SimDesk | null;
  work(): Promise<unknown>;
}

const lanes = new AsyncLocalStorage<Lane>();

/** The party whose work runs now; undefined: nothing runs beside it. */
export const currentLane = (): Lane | undefined => lanes.getStore();

/** The work of one party: each statement waits until the seed lets it go. */
export class Lane {
  readonly desk: SimDesk | null;
  readonly rng;
  readonly ids;
  /** Statements that wait to be let go. */
  readonly gates: (() => void)[] = [];
  /** Backends that work on a statement. */
  readonly asked = new Set<number>();
  ended = false;
  readonly #party: Party;

  constructor(seed: number, turn: number, party: Party) {
    this.#party = party;
    this.desk = party.desk;
    this.rng = rngFor(seed, 'lane', turn, party.name);
    this.ids = idsFor(seed, 'lane', turn, party.name);
  }

  begin(): Promise<void> {
    return lanes.run(this, async () => {
      try {
        await this.#party.work();
      } finally {
        this.ended = true;
      }
    });
  }

  async statement<T>(backend: number, run: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.gates.push(go);
    });
    this.asked.add(backend);
    try {
      return await run();
    } finally {
      this.asked.delete(backend);
    }
  }
}

/** Lets every statement of a lane wait for its turn; there is no other place that sees all of them. */
function gateStatements(): void {
  const { query } = pg.Client.prototype;
  const gated = function (this: pg.Client & { processID: number }, ...given: unknown[]) {
    const run = () => query.apply(this, given as never) as unknown as Promise<unknown>;
    const lane = lanes.getStore();
    const returns = typeof given.at(-1) !== 'function' && typeof given[0] === 'string';
    return lane && !lane.ended && returns ? lane.statement(this.processID, run) : run();
  };
  pg.Client.prototype.query = gated as never;
}
gateStatements();
