import { between } from '../../../central/demo/random.ts';
import type { Outcome, Receipt } from '../../../shared/api/outcomes.ts';
import { MINUTE } from '../../../shared/time.ts';
import { rngFor } from '../../simulation/chance.ts';
import type { Agenda } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { OutsideClient } from './client.ts';

const FAILS = 0.04;

interface GatewayParts {
  agenda: Agenda;
  ledger: Ledger;
  seed: number;
  /** Somebody was told of a notice, or reminded. */
  noticed(outcome: Outcome): void;
}

/** The operator's message gateway: sends what central asks for and says what became of it. */
export class Gateway {
  /** How many messages of each purpose were delivered, and how many failed. */
  readonly sent = new Map<string, { delivered: number; failed: number }>();
  readonly #client: OutsideClient;
  readonly #parts: GatewayParts;
  readonly #waiting: Receipt[] = [];

  constructor(client: OutsideClient, parts: GatewayParts) {
    this.#client = client;
    this.#parts = parts;
  }

  async work(): Promise<void> {
    for (const outcome of await this.#client.news())
      if (outcome.type === 'message.requested') this.#send(outcome);
    const receipts = this.#waiting.splice(0);
    if (receipts.length === 0) return;
    await this.#client.bring('receipts', receipts);
    for (const { messageId, status, at } of receipts)
      this.#parts.ledger.receipts.set(messageId, { at, good: status === 'delivered' });
  }

  #send(outcome: Outcome): void {
    const { agenda, seed, noticed } = this.#parts;
    const messageId = String(outcome.body.messageId);
    const rng = rngFor(seed, 'message', messageId);
    const delivered = rng.next() >= FAILS;
    const purpose = String(outcome.body.purpose);
    const count = this.sent.get(purpose) ?? { delivered: 0, failed: 0 };
    this.sent.set(purpose, count);
    agenda.plan(agenda.clock.now() + between(rng, 0, 25) * MINUTE, () => {
      count[delivered ? 'delivered' : 'failed'] += 1;
      const at = agenda.clock.now();
      const reason = delivered ? null : '号码不可达';
      this.#waiting.push({ messageId, status: delivered ? 'delivered' : 'failed', at, reason });
      if (delivered && (purpose === 'notice' || purpose === 'reminder')) noticed(outcome);
    });
  }
}
