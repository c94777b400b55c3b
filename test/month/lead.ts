import { between, pick } from '../../central/demo/random.ts';
import type { Case, Finding } from '../../shared/case/case.ts';
import type { ReviewDecision } from '../../shared/case/steps.ts';
import type { Rng } from '../../shared/ports.ts';
import { HOUR, MINUTE } from '../../shared/time.ts';
import { rngFor, weighted } from '../simulation/chance.ts';
import type { Agent } from './agent.ts';
import type { Agenda } from './clock.ts';
import type { MonthDesk } from './desk.ts';

const ACTIONS: Readonly<Record<Finding['verdict'], readonly (string | null)[]>> = {
  confirmed: ['closed', 'warned', 'outgoing_barred'],
  insufficient: [null],
  other_network: ['referred_to_mobile', 'referred_to_unicom', 'referred_to_telecom'],
};
const VERDICTS: readonly (readonly [Finding['verdict'], number])[] = [
  ['confirmed', 68],
  ['insufficient', 20],
  ['other_network', 12],
];
/** How often a second look at the same number comes to another verdict, which no third one overturns. */
const CHANGES_MIND = 0.12;
const MOVED_AT_ONCE = 6;

/**
 * A team lead: takes up investigations and ends them, decides reviews, measures and appeals, moves work
 * about.
 */
export class Lead {
  readonly desk: MonthDesk;
  readonly #agenda: Agenda;
  readonly #agents: readonly Agent[];
  readonly #seed: number;
  readonly #rng: Rng;
  /** When the investigation of a number will have come to something. */
  readonly #ready = new Map<string, number>();
  readonly #verdicts = new Map<string, Finding['verdict']>();
  readonly #changed = new Set<string>();
  readonly #numbers = new Map<string, string>();
  /** How many numbers were decided, and what else the lead did. */
  readonly did = { investigations: 0, findings: 0, reviews: 0, decisions: 0, appeals: 0, moves: 0 };

  constructor(
    desk: MonthDesk,
    { agenda, agents, seed }: { agenda: Agenda; agents: readonly Agent[]; seed: number },
  ) {
    this.desk = desk;
    this.#agenda = agenda;
    this.#agents = agents;
    this.#seed = seed;
    this.#rng = rngFor(seed, 'lead', desk.name);
  }

  /** Half an hour's work; reads before and sends after it, as far as there is a network. */
  async work(): Promise<void> {
    await this.desk.exchange();
    this.#handOver();
    this.#investigate();
    for (const { id } of [...this.desk.list('review'), ...this.desk.list('appeal')])
      this.#resolve(this.desk.case(id));
    for (const { id } of this.desk.list('approve')) this.#decide(this.desk.case(id));
    if (this.#rng.next() < 0.04) this.#balance();
    if (this.desk.unsent > 0) await this.desk.exchange();
  }

  get #now(): number {
    return this.#agenda.clock.now();
  }

  #numberOf(id: string): string | null {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const subject = this.desk.case(id);
    if (subject?.kind !== 'spam_report') return null;
    this.#numbers.set(id, subject.facts.reportedNumber);
    return subject.facts.reportedNumber;
  }

  /** Once per number, however many reports there are. */
  #investigate(): void {
    const seen = new Set<string>();
    for (const { id, code } of this.desk.list('investigate')) {
      const number = this.#numberOf(id);
      if (number === null || seen.has(number)) continue;
      if (code === 'awaiting_investigation') this.#begin(id, number);
      else if (!this.#conclude(id, number)) continue;
      seen.add(number);
    }
  }

  #begin(caseId: string, number: string): void {
    // Another report of the number is under investigation: central spreads that to this one.
    if ((this.#ready.get(number) ?? 0) > this.#now) return;
    if (this.desk.commit({ name: 'beginInvestigation', args: { caseId } }) === null) return;
    this.#ready.set(number, this.#now + between(this.#rng, 1, 14) * HOUR);
    this.did.investigations += 1;
  }

  /** Whether the number was decided. */
  #conclude(caseId: string, number: string): boolean {
    const ready = this.#ready.get(number);
    if (ready === undefined) this.#ready.set(number, this.#now + between(this.#rng, 2, 10) * HOUR);
    if (ready === undefined || ready > this.#now) return false;
    const before = this.#verdicts.get(number);
    const fresh = () => weighted(this.#rng, VERDICTS);
    const changes = !this.#changed.has(number) && this.#rng.next() < CHANGES_MIND;
    const verdict = before === undefined || changes ? fresh() : before;
    const action = pick(this.#rng, ACTIONS[verdict]);
    if (this.desk.commit({ name: 'recordFinding', args: { caseId, verdict, action } }) === null) return false;
    this.#ready.delete(number);
    this.#verdicts.set(number, verdict);
    if (before !== undefined && before !== verdict) this.#changed.add(number);
    this.did.findings += 1;
    return true;
  }

  #resolve(subject: Case | null): void {
    if (!subject) return;
    const since = Number(subject.plan.params.since ?? this.#now);
    const rng = rngFor(this.#seed, 'review', subject.id, since);
    // A review takes a lead between minutes and half a day.
    if (this.#now < since + between(rng, 0, 300) * MINUTE) return;
    if (subject.plan.code === 'appeal_review') {
      const args = { caseId: subject.id, uphold: rng.next() < 0.35, why: '核对通知与登记记录' };
      if (this.desk.commit({ name: 'decideAppeal', args }) !== null) this.did.appeals += 1;
      return;
    }
    const needsNumber = subject.plan.code === 'wrong_number_review' && subject.contact.altPhone === null;
    if (needsNumber && rng.next() < 0.5) {
      const phone = `131${String(between(rng, 10_000_000, 99_999_999))}`;
      if (this.desk.commit({ name: 'addNumber', args: { caseId: subject.id, phone } }) !== null)
        this.did.reviews += 1;
      return;
    }
    const decision = decisionFor(subject, rng);
    const args = { caseId: subject.id, decision, why: '主管复核' };
    if (this.desk.commit({ name: 'resolveReview', args }) !== null) this.did.reviews += 1;
  }

  #decide(subject: Case | null): void {
    if (subject?.kind !== 'real_name') return;
    const { measureId, since } = subject.plan.params;
    const rng = rngFor(this.#seed, 'approval', String(measureId));
    if (typeof measureId !== 'string' || this.#now < Number(since) + between(rng, 1, 20) * HOUR) return;
    const approve = rng.next() < 0.93;
    const args = { caseId: subject.id, measureId, approve, why: approve ? '程序完备' : '先再次联系' };
    if (this.desk.commit({ name: 'decideMeasure', args }) !== null) this.did.decisions += 1;
  }

  /** The work of those who are away goes to those who are here. */
  #handOver(): void {
    const present = this.#agents.filter((agent) => !agent.isAbsent);
    if (present.length === 0) return;
    for (const absent of this.#agents.filter((agent) => agent.isAbsent)) {
      const left = this.desk.list('open', { assigneeId: absent.desk.user.id });
      for (const [index, { id }] of left.entries()) {
        const to = present[index % present.length];
        if (to) this.#move(id, to);
      }
    }
  }

  /** A handful of cases from one desk to another, as the day goes. */
  #balance(): void {
    const present = this.#agents.filter((agent) => !agent.isAbsent);
    const from = pick(this.#rng, present.length > 1 ? present : this.#agents);
    const to = pick(this.#rng, present.length > 1 ? present.filter((agent) => agent !== from) : this.#agents);
    const open = this.desk.list('open', { assigneeId: from.desk.user.id });
    for (const { id } of open.slice(0, MOVED_AT_ONCE)) this.#move(id, to);
  }

  #move(caseId: string, to: Agent): void {
    const expected = this.desk.case(caseId)?.assignmentId ?? null;
    const args = { caseId, expected, toId: to.desk.user.id, commandId: null };
    if (this.desk.commit({ name: 'reassign', args }) !== null) this.did.moves += 1;
  }
}

function decisionFor(subject: Case, rng: Rng): ReviewDecision {
  if (subject.kind === 'real_name') {
    const repeated = subject.history.filter(({ type }) => type === 'review').length > 0;
    return repeated || rng.next() < 0.5 ? 'ladder' : 'call_again';
  }
  switch (subject.plan.code) {
    case 'dispute_review':
      return rng.next() < 0.6 ? 'investigate' : 'call_again';
    case 'complaint_review':
      return rng.next() < 0.7 ? 'call_again' : 'message';
    default:
      return 'message';
  }
}
