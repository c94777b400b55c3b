import { OutcomesResponse } from '../../shared/api/outcomes.ts';
import { HOUR, MINUTE } from '../../shared/time.ts';
import { outcomesAfter } from '../db/outcome-feed.ts';
import { CONFIRMATIONS, RECEIPTS, VERIFICATIONS } from '../outside/kinds.ts';
import { takeOutside } from '../outside/take.ts';
import type { PushServices } from '../sync/push-transaction.ts';
import { calledIn, confirmationOf, receiptOf, verificationOf } from './answers.ts';
import { lotOf } from './desk.ts';

const MANY = 10_000;
/** Staff verify what was handed in before so long, and some of it only later. */
const EVIDENCE = { after: 3 * HOUR, leftBelow: 15 };

type Outcomes = OutcomesResponse['outcomes'];

/**
 * Gateway, operator and verification desk of the demo's past: they answer what was asked for up to an hour
 * ago.
 */
export class PastSystems {
  readonly #services: PushServices;
  readonly #teamId: string;
  #after = { version: 0, place: 0 };
  #evidence: Outcomes = [];

  constructor(services: PushServices, teamId: string) {
    this.#services = services;
    this.#teamId = teamId;
  }

  async answer(): Promise<void> {
    const { db, clock } = this.#services;
    const rows = await outcomesAfter(db, this.#teamId, this.#after, MANY);
    const last = rows.at(-1);
    if (last) this.#after = { version: last.version, place: last.place };
    const asked = OutcomesResponse.shape.outcomes.parse(rows);
    const now = clock.now();
    const done = now - 20 * MINUTE;
    const parts = { ...this.#services, teamId: this.#teamId, byId: null };
    const receipts = asked.flatMap((outcome) => receiptOf(outcome, done) ?? []);
    await takeOutside(parts, RECEIPTS, receipts);
    const confirmations = asked.flatMap((outcome) => confirmationOf(outcome, done) ?? []);
    await takeOutside(parts, CONFIRMATIONS, confirmations);

    this.#evidence.push(...asked.filter((outcome) => verificationOf(outcome, now)));
    const due = this.#evidence.filter(
      (outcome) =>
        outcome.at <= now - EVIDENCE.after &&
        (calledIn(outcome) || lotOf(outcome.id.slice(8).replace(/-/g, '')) >= EVIDENCE.leftBelow),
    );
    this.#evidence = this.#evidence.filter((outcome) => !due.includes(outcome));
    const verifications = due.flatMap((outcome) => verificationOf(outcome, now) ?? []);
    await takeOutside(parts, VERIFICATIONS, verifications);
  }
}
