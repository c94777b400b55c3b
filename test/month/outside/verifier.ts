import { between } from '../../../central/demo/random.ts';
import type { Verification } from '../../../shared/api/outcomes.ts';
import { HOUR } from '../../../shared/time.ts';
import { rngFor } from '../../simulation/chance.ts';
import type { Agenda } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { OutsideClient } from './client.ts';

const PASSES = 0.84;

interface VerifierParts {
  agenda: Agenda;
  ledger: Ledger;
  seed: number;
}

/** Where holders hand in their evidence: staff of the operator check it, and tell central what came of it. */
export class Verifier {
  readonly count = { passed: 0, failed: 0 };
  readonly #client: OutsideClient;
  readonly #parts: VerifierParts;
  readonly #waiting: Verification[] = [];
  readonly #passed = new Set<string>();
  readonly #tries = new Map<string, number>();

  constructor(client: OutsideClient, parts: VerifierParts) {
    this.#client = client;
    this.#parts = parts;
  }

  /** A holder hands in evidence at that moment. */
  expect(cardId: string, at: number): void {
    const { agenda, seed } = this.#parts;
    const nth = (this.#tries.get(cardId) ?? 0) + 1;
    this.#tries.set(cardId, nth);
    const rng = rngFor(seed, 'verification', cardId, nth);
    const passed = rng.next() < PASSES;
    agenda.plan(at + between(rng, 1, 16) * HOUR, () => {
      // Evidence that came twice is looked at once.
      if (this.#passed.has(cardId)) return;
      if (passed) this.#passed.add(cardId);
      const reason = passed ? null : '照片模糊';
      this.#waiting.push({ cardId, passed, at: agenda.clock.now(), reason });
    });
  }

  async work(): Promise<void> {
    const verifications = this.#waiting.splice(0);
    if (verifications.length === 0) return;
    await this.#client.bring('verifications', verifications);
    for (const { cardId, passed, at } of verifications) {
      this.count[passed ? 'passed' : 'failed'] += 1;
      this.#parts.ledger.verified(cardId, { at, good: passed });
    }
  }
}
