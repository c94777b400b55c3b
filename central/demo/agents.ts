import { v5 } from 'uuid';
import type { Case } from '../../shared/case/case.ts';
import type { LogAttempt } from '../../shared/mutation/mutation.ts';
import { nextSpan, spanAt } from '../../shared/policy/calendar.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Rng } from '../../shared/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts';
import { openCasesOf } from '../db/demo.ts';
import type { Caller } from '../services.ts';
import { push } from '../sync/push.ts';
import type { PushServices } from '../sync/push-transaction.ts';
import type { DemoOutcome, OutcomeDealer } from './outcomes.ts';
import { between } from './random.ts';

const NAMESPACE = '0b8d3f58-0a4e-4a4e-9d52-0f5b7c2f3c11';

/** The desk that an agent of the demo is taken to have worked at. */
export function demoDesk(accountId: string): string {
  return v5(`demo desk of ${accountId}`, NAMESPACE);
}

interface Call {
  subject: Case;
  outcome: DemoOutcome;
  startedAt: number;
  callbackAt: number | null;
}

/** An agent of the demo, working through the real queue by way of real pushes. */
export class DemoAgent {
  readonly #services: PushServices;
  readonly #caller: Caller;
  readonly #library: Library;
  #seq = 0;

  constructor(services: PushServices, caller: Caller, library: Library) {
    this.#services = services;
    this.#caller = caller;
    this.#library = library;
  }

  /** Makes up to `calls` calls in the hour that ends now. */
  async work(dealer: OutcomeDealer, rng: Rng, calls: number): Promise<void> {
    const now = this.#services.clock.now();
    const due = (await this.#cases()).filter(
      ({ plan }) => plan.kind === 'call' && (plan.notBefore ?? now) <= now - HOUR,
    );
    const made = due.slice(0, calls).map((subject, index): Call => {
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
    const now = this.#services.clock.now();
    const untried = (await this.#cases()).filter(({ plan }) => plan.code === 'first_call');
    const outcome = { disposition: 'LATER', note: '机主要求约定时间再联系', reason: null };
    const made = moments.flatMap((callbackAt, index): Call[] => {
      const subject = untried[index];
      return subject ? [{ subject, outcome, startedAt: now - HOUR + index * 8 * MINUTE, callbackAt }] : [];
    });
    await this.#log(made, rng);
  }

  #cases(): Promise<Case[]> {
    return openCasesOf(this.#services.db, this.#caller.id);
  }

  async #log(calls: readonly Call[], rng: Rng): Promise<void> {
    const { clock, ids } = this.#services;
    if (calls.length === 0) return;
    const mutations = calls.map(({ subject, outcome, startedAt, callbackAt }) => {
      const endedAt = startedAt + between(rng, 12, 240) * SECOND;
      const mutation: LogAttempt = {
        id: ids.uuid(),
        v: 1,
        at: endedAt,
        name: 'logAttempt',
        args: {
          caseId: subject.id,
          direction: 'outbound',
          ...outcome,
          startedAt,
          endedAt,
          callbackAt,
          dialled: 'phone',
          evidence:
            outcome.disposition === 'RN_SENT' && subject.kind === 'real_name' ? subject.facts.missing : [],
          run: null,
          policyVersion: this.#library.policy.version,
          dispositionsVersion: this.#library.dispositions.version,
        },
      };
      this.#seq += 1;
      return { seq: this.#seq, mutation };
    });
    const clientId = demoDesk(this.#caller.id);
    await push(this.#services, this.#caller, { protocol: 1, clientId, deviceNow: clock.now(), mutations });
  }
}

/** Whether the hour that ends at `at` was a calling hour. */
export function wasCallingHour(library: Library, at: number): boolean {
  const { calendar } = library.policy;
  return spanAt(calendar, at - HOUR) !== null && spanAt(calendar, at - MINUTE) !== null;
}
