import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { relatedCaseOf, withRelated } from '../../../shared/case/related.ts';
import { replanned } from '../../../shared/case/replan.ts';
import type { MeasureEntry, MessageEntry } from '../../../shared/case/steps.ts';
import {
  type ApplyContext,
  type ApplyResult,
  apply,
  withNeighbours,
} from '../../../shared/mutation/apply.ts';
import { followedUp } from '../../../shared/mutation/follow-up.ts';
import { momentAfter, withEntry } from '../../../shared/mutation/history.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
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

  /** Applies a person's mutation, then what central asks for because of it. */
  act(mutation: Mutation, context: ApplyContext): ApplyResult {
    const result = apply(mutation, this.cases, context);
    if (result.ok) this.#publish(result.cases);
    return result;
  }

  /** Records what another system says of a case. */
  answer(caseId: string, entry: HistoryEntry): void {
    const subject = this.of(caseId);
    const placed = { ...entry, at: momentAfter(subject.history, entry.at) };
    const longer: Case = { ...subject, history: withEntry(subject.history, placed) };
    this.#publish([replanned(longer, DEFAULT_LIBRARY, this.now)]);
  }

  receipt(caseId: string, request: MessageEntry, step: 'delivered' | 'failed'): void {
    this.answer(caseId, { ...request, id: this.id(), at: this.now, step, why: null });
  }

  confirm(caseId: string, measure: MeasureEntry, step: 'applied' | 'failed' | 'lifted'): void {
    this.answer(caseId, { ...measure, id: this.id(), at: this.now, byId: null, step, why: '' });
  }

  verified(caseId: string, passed: boolean): void {
    this.answer(caseId, {
      type: 'verification',
      id: this.id(),
      at: this.now,
      byId: null,
      passed,
      why: null,
    });
  }

  /** What central does by time alone. */
  wake(): void {
    for (const subject of this.cases.values()) {
      const at = wakesAt(subject);
      if (at !== null && at <= this.now) this.#publish([subject]);
    }
  }

  #publish(changed: readonly Case[]): void {
    const ids = { uuid: () => this.id() };
    const followed = changed.map((subject) => followedUp(subject, DEFAULT_LIBRARY, { at: this.now, ids }));
    for (const subject of followed) this.cases.set(subject.id, subject);
    const context = { library: DEFAULT_LIBRARY, at: this.now };
    for (const subject of withNeighbours(followed, this.cases, context)) this.cases.set(subject.id, subject);
  }
}
