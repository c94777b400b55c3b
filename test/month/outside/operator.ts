import { between } from '../../../central/demo/random.ts';
import type { Confirmation, Outcome } from '../../../shared/api/outcomes.ts';
import { MINUTE } from '../../../shared/time.ts';
import { rngFor } from '../../simulation/chance.ts';
import type { Agenda } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { OutsideClient } from './client.ts';

const FAILS = 0.04;

interface OperatorParts {
  agenda: Agenda;
  ledger: Ledger;
  seed: number;
  /** A measure took effect. */
  barred(outcome: Outcome): void;
}

/**
 * The operator's own system: bars cards and takes that back when central asks for it, and confirms what it
 * did.
 */
export class OperatorSystem {
  readonly count = { outgoing: 0, both: 0, lifted: 0, failed: 0 };
  readonly #client: OutsideClient;
  readonly #parts: OperatorParts;
  readonly #waiting: Confirmation[] = [];
  /** Measures that are to be taken back: one that was not done by then is not done any more. */
  readonly #withdrawn = new Set<string>();

  constructor(client: OutsideClient, parts: OperatorParts) {
    this.#client = client;
    this.#parts = parts;
  }

  async work(): Promise<void> {
    for (const outcome of await this.#client.news()) {
      if (outcome.type === 'measure.approved') this.#take(outcome, 'applied');
      if (outcome.type === 'measure.lift_requested') this.#take(outcome, 'lifted');
    }
    const confirmations = this.#waiting.splice(0);
    if (confirmations.length > 0) await this.#client.bring('confirmations', confirmations);
  }

  #take(outcome: Outcome, asked: 'applied' | 'lifted'): void {
    const { agenda, ledger, seed, barred } = this.#parts;
    const measureId = String(outcome.body.measureId);
    const rng = rngFor(seed, asked, outcome.id);
    if (asked === 'lifted') this.#withdrawn.add(measureId);
    const done = rng.next() >= FAILS;
    const minutes = asked === 'applied' ? between(rng, 20, 600) : between(rng, 5, 80);
    agenda.plan(agenda.clock.now() + minutes * MINUTE, () => {
      if (asked === 'applied' && this.#withdrawn.has(measureId)) return;
      const at = agenda.clock.now();
      const reason = done ? null : '网元无响应';
      this.#waiting.push({ measureId, status: done ? asked : 'failed', at, reason });
      ledger[asked].set(measureId, { at, good: done });
      if (!done) this.count.failed += 1;
      else if (asked === 'lifted') this.count.lifted += 1;
      else this.count[outcome.body.level === 'both' ? 'both' : 'outgoing'] += 1;
      if (done && asked === 'applied') barred(outcome);
    });
  }
}
