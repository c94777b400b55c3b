import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { QueuedMutation } from '../store/outbox.ts';
import type { EnginePorts } from './ports.ts';

/** What this program understands beyond `applied` and `rejected`. */
const STATUSES = ['waiting'];
const LARGEST_BATCH = 100;
const LARGEST_BYTES = 256 * 1024;
/** Refusals that the same request meets again whenever it is sent. */
const FINAL: readonly ErrorCode[] = ['payload_too_large', 'invalid_input'];

/**
 * Sends the outbox in order. An answer changes notices only: what is pending stays until a pull contains it.
 */
export class Push {
  readonly #ports: EnginePorts;
  #limit = LARGEST_BATCH;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /**
   * One request. @returns central's clock, or null when there was nothing to send or the batch is to be tried
   * otherwise.
   */
  async step(token: string): Promise<{ serverTime: number } | null> {
    const { store, clock, net } = this.#ports;
    const mutations = store.pending(this.#limit, LARGEST_BYTES);
    const clientId = store.meta.get('clientId');
    if (mutations.length === 0 || clientId === null) return null;
    try {
      const answer = await net.push(
        { protocol: PROTOCOL_VERSION, clientId, deviceNow: clock.now(), statuses: STATUSES, mutations },
        token,
      );
      store.answered(answer.results);
      this.#limit = LARGEST_BATCH;
      return { serverTime: answer.serverTime };
    } catch (error) {
      if (!this.#adjust(error, mutations)) throw error;
      return null;
    }
  }

  /** Whether the work can go another way at once. */
  #adjust(error: unknown, sent: readonly QueuedMutation[]): boolean {
    const { store, ids, clock } = this.#ports;
    if (!(error instanceof CodedError)) return false;
    // Another copy of this file pushed as the same client, or central lost some of ours: all that it may have
    // lost goes again, and the mutation ids keep it exact.
    if (error.code === 'client_forked' || error.code === 'sequence_gap') {
      store.requeue(ids.uuid(), true);
      return true;
    }
    if (!FINAL.includes(error.code)) return false;
    const [first] = sent;
    if (sent.length > 1) this.#limit = Math.floor(sent.length / 2);
    // The one that central will never take must not hold up the others: it waits for a person instead.
    else if (first) store.setAside(first.seq, error.code, clock.now(), ids.uuid());
    return true;
  }
}
