import { v5 } from 'uuid';
import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { Caller } from '../services.ts';
import { push } from '../sync/push.ts';
import type { PushServices } from '../sync/push-transaction.ts';

const NAMESPACE = '0b8d3f58-0a4e-4a4e-9d52-0f5b7c2f3c11';
/** Mutations per push, as a desk sends them. */
const BATCH = 100;

/** The desk that somebody of the demo is taken to have worked at. */
export function demoDesk(accountId: string): string {
  return v5(`demo desk of ${accountId}`, NAMESPACE);
}

type Each<M> = M extends Mutation ? Pick<M, 'name' | 'args'> & { at?: number } : never;
/** What somebody does; `at` now, unless they did it before. */
export type Doing = Each<Mutation>;

/** A desk of the demo: what is done on it comes to central by real pushes. */
export class DemoDesk {
  readonly caller: Caller;
  readonly services: PushServices;
  #seq = 0;

  constructor(services: PushServices, caller: Caller) {
    this.services = services;
    this.caller = caller;
  }

  async push(doings: readonly Doing[]): Promise<void> {
    const { clock, ids } = this.services;
    const now = clock.now();
    for (let from = 0; from < doings.length; from += BATCH) {
      const mutations = doings.slice(from, from + BATCH).map((doing) => {
        this.#seq += 1;
        return {
          seq: this.#seq,
          mutation: { at: now, ...doing, id: ids.uuid(), v: 1 as const },
          again: false,
          receipt: null,
        };
      });
      const clientId = demoDesk(this.caller.id);
      await push(this.services, this.caller, {
        protocol: PROTOCOL_VERSION,
        clientId,
        deviceNow: now,
        statuses: [],
        mutations,
      });
    }
  }
}

/**
 * A number from 0 to 99 that belongs to an id: who is moved to do something by chance does the same in every
 * demo of that id.
 */
export function lotOf(id: string): number {
  return Number.parseInt(id.slice(0, 6), 16) % 100;
}
