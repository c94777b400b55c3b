import type { Case } from '../../../shared/case/case.ts';
import { callsElsewhere, callsOf, type NumberCall, numberNext } from '../../../shared/case/number-calls.ts';
import { relatedCaseOf, withRelated } from '../../../shared/case/related.ts';
import type { MeasureEntry, MessageEntry } from '../../../shared/case/steps.ts';
import { type ApplyContext, type ApplyResult, apply } from '../../../shared/mutation/apply.ts';
import { followedUp } from '../../../shared/mutation/follow-up.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import {
  type Arriving,
  recordConfirmation,
  recordReceipt,
  recordVerification,
  type Taken,
} from '../../../shared/mutation/outside.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { asHeldBack } from '../../../shared/policy/held-back.ts';
import { wakesAt } from '../../../shared/policy/requests.ts';
import { uuid } from './builders.ts';

/** Cases of one number and all that acts on them, as central lets it happen, with a clock of its own. */
export class World {
  readonly cases: Map<string, Case>;
  now: number;
  #ids = 100_000;

  constructor(cases: readonly Case[], now: number) {
    const known = cases.map((subject) =>
      cases
        .filter(({ id }) => id !== subject.id)
        .reduce((informed, other) => withRelated(informed, relatedCaseOf(other)), subject),
    );
    this.cases = new Map(known.map((subject) => [subject.id, subject]));
    this.now = now;
  }

  id(): string {
    this.#ids += 1;
    return uuid(this.#ids);
  }

  of(caseId: string): Case {
    const subject = this.cases.get(caseId);
    if (!subject) throw new Error('no such case');
    return subject;
  }

  /** The calls for the other cases to the number that a case would call next. */
  elsewhere(caseId: string): NumberCall[] {
    const subject = this.of(caseId);
    const number = numberNext(subject);
    const calls = [...this.cases.values()].flatMap(callsOf).filter((call) => call.number === number);
    return callsElsewhere(subject, { id: caseId, number, calls });
  }

  /** A case as people see it. */
  shown(caseId: string): Case {
    return asHeldBack(this.of(caseId), this.elsewhere(caseId), DEFAULT_LIBRARY);
  }

  /** Applies a person's mutation, then what central asks for because of it. */
  act(mutation: Mutation, context: ApplyContext): ApplyResult {
    const result = apply(mutation, this.cases, context);
    if (result.ok) this.#publish(result.cases);
    return result;
  }

  receipt(caseId: string, { id: messageId }: MessageEntry, status: 'delivered' | 'failed'): void {
    this.#take(recordReceipt(this.of(caseId), { messageId, status }, this.#arriving()));
  }

  confirm(caseId: string, { measureId }: MeasureEntry, status: 'applied' | 'failed' | 'lifted'): void {
    this.#take(recordConfirmation(this.of(caseId), { measureId, status }, this.#arriving()));
  }

  verified(caseId: string, passed: boolean): void {
    this.#take(recordVerification(this.of(caseId), { passed }, this.#arriving()));
  }

  /** What central does by time alone. */
  wake(): void {
    for (const subject of this.cases.values()) {
      const at = wakesAt(subject);
      if (at !== null && at <= this.now) this.#publish([subject]);
    }
  }

  #arriving(): Arriving {
    return {
      id: this.id(),
      at: this.now,
      now: this.now,
      reason: null,
      library: DEFAULT_LIBRARY,
      restoredAt: null,
    };
  }

  /** What is refused, or known already, changes nothing. */
  #take(taken: Taken): void {
    if (taken.is === 'applied') this.#publish([taken.case]);
  }

  #publish(changed: readonly Case[]): void {
    const derived = () => this.id();
    const followed = changed.map((subject) =>
      followedUp(subject, DEFAULT_LIBRARY, { at: this.now, derived }),
    );
    for (const subject of followed) this.cases.set(subject.id, subject);
  }
}
