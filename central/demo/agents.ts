import type { Case } from '../../shared/case/case.ts';
import { nextSpan, spanAt } from '../../shared/policy/calendar.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Rng } from '../../shared/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts';
import { dueCallsOf, openCasesOf } from '../db/demo.ts';
import { heldCases } from '../sync/held-cases.ts';
import type { DemoDesk, Doing } from './desk.ts';
import type { DemoOutcome, OutcomeDealer } from './outcomes.ts';
import { between } from './random.ts';

interface Call {
  subject: Case;
  outcome: DemoOutcome;
  startedAt: number;
  callbackAt: number | null;
}

/** An agent of the demo, working through the real queue by way of real pushes. */
export class DemoAgent {
  readonly #desk: DemoDesk;
  readonly #library: Library;

  constructor(desk: DemoDesk, library: Library) {
    this.#desk = desk;
    this.#library = library;
  }

  /** Makes up to `calls` calls in the hour that ends now. */
  async work(dealer: OutcomeDealer, rng: Rng, calls: number): Promise<void> {
    const now = this.#desk.services.clock.now();
    const { services, caller } = this.#desk;
    const before = now - HOUR;
    const planned = await dueCallsOf(services.db, caller.id, { before, limit: calls });
    const due = (await heldCases(services.db, planned)).filter(({ plan }) => (plan.notBefore ?? 0) <= before);
    const made = due.map((subject, index): Call => {
      const outcome = dealer.deal(subject);
      const startedAt = now - HOUR + index * 15 * MINUTE + between(rng, 0, 10) * MINUTE;
      const agreed = nextSpan(this.#library.policy.calendar, startedAt + between(rng, 4, 60) * 30 * MINUTE);
      const callbackAt = outcome.disposition === 'LATER' ? (agreed?.from ?? startedAt + DAY) : null;
      return { subject, outcome, startedAt, callbackAt };
    });
    await this.#log(made, rng);
  }

  /** Agrees on a call at each of these moments, with people who have not been called yet. */
  async promise(moments: readonly number[], rng: Rng): Promise<void> {
    const now = this.#desk.services.clock.now();
    const untried = (await this.#cases()).filter(({ plan }) => plan.code === 'first_call');
    const outcome = { disposition: 'LATER', note: '机主要求约定时间再联系', reason: null };
    const made = moments.flatMap((callbackAt, index): Call[] => {
      const subject = untried[index];
      return subject ? [{ subject, outcome, startedAt: now - HOUR + index * 8 * MINUTE, callbackAt }] : [];
    });
    await this.#log(made, rng);
  }

  #cases(): Promise<Case[]> {
    return openCasesOf(this.#desk.services.db, this.#desk.caller.id);
  }

  async #log(calls: readonly Call[], rng: Rng): Promise<void> {
    const doings = calls.map(({ subject, outcome, startedAt, callbackAt }): Doing => {
      const endedAt = startedAt + between(rng, 12, 240) * SECOND;
      return callOf(subject, outcome, this.#library, { startedAt, endedAt, callbackAt });
    });
    await this.#desk.push(doings);
  }
}

/** A call as the form gives it. */
export function callOf(
  subject: Case,
  outcome: DemoOutcome,
  library: Library,
  when: { startedAt: number; endedAt: number; callbackAt?: number | null; direction?: 'inbound' },
): Doing {
  const { startedAt, endedAt, callbackAt = null, direction = 'outbound' } = when;
  const handedIn = outcome.disposition === 'RN_SENT' && subject.kind === 'real_name';
  return {
    name: 'logAttempt',
    at: endedAt,
    args: {
      caseId: subject.id,
      direction,
      ...outcome,
      startedAt,
      endedAt,
      callbackAt,
      dialled: 'phone',
      evidence: handedIn ? subject.facts.missing : [],
      run: null,
      policyVersion: library.policy.version,
      dispositionsVersion: library.dispositions.version,
    },
  };
}

/** Whether the hour that ends at `at` was a calling hour. */
export function wasCallingHour(library: Library, at: number): boolean {
  const { calendar } = library.policy;
  return spanAt(calendar, at - HOUR) !== null && spanAt(calendar, at - MINUTE) !== null;
}
