import { between } from '../../central/demo/random.ts';
import type { Case } from '../../shared/case/case.ts';
import type { NumberName } from '../../shared/case/kinds.ts';
import { checkAttempt } from '../../shared/mutation/attempt.ts';
import { nextSpan } from '../../shared/policy/calendar.ts';
import type { Rng } from '../../shared/ports.ts';
import { DAY, MINUTE, SECOND } from '../../shared/time.ts';
import type { Agenda } from './clock.ts';
import type { MonthDesk } from './desk.ts';
import type { Ledger } from './ledger.ts';
import type { ProposalWatch } from './oracle/proposals.ts';
import type { Answer, People } from './people.ts';
import type { Inflow } from './rows.ts';

/** What agents need of the month around them. */
export interface AgentParts {
  agenda: Agenda;
  ledger: Ledger;
  people: People;
  watch: ProposalWatch;
  /** Somebody who was called will call in at that moment. */
  willCallIn(phone: string, at: number): void;
  /** A holder will hand in evidence at that moment. */
  willHandIn(cardId: string, at: number): void;
}

const IDLE = 7 * MINUTE;
const MISKEYED = 0.012;
const REPROPOSE = DAY;
/** What a case costs until it is closed, and what an agent does on a day of eight calling hours. */
const CALLS = { report: 1.9, card: 2.3, perDay: 95 };

/**
 * An agent: calls what the queue proposes, in its order, while calls are allowed, and logs what came of it.
 */
export class Agent {
  readonly desk: MonthDesk;
  /** Not at work until then. */
  absentUntil = 0;
  readonly #parts: AgentParts;
  readonly #rng: Rng;
  readonly #proposed = new Map<string, number>();

  constructor(desk: MonthDesk, parts: AgentParts, rng: Rng) {
    this.desk = desk;
    this.#parts = parts;
    this.#rng = rng;
  }

  get isAbsent(): boolean {
    return this.desk.moment().now < this.absentUntil;
  }

  /** The next thing that this agent does, and then the one after it. */
  work(): void {
    const { now, callingTime } = this.desk.moment();
    const again = this.isAbsent ? this.absentUntil : callingTime ? this.#callNext(now) : this.#opening(now);
    if (again !== null) this.#parts.agenda.plan(again, () => this.work());
  }

  /** Logs a call that came in. */
  takeIn(subject: Case, startedAt: number): void {
    const answer = this.#parts.people.answer(subject, startedAt, { dialled: 'phone', inbound: true });
    this.#log(subject, answer, { startedAt, dialled: 'phone', inbound: true });
  }

  /**
   * Calls whoever is first in the queue, and goes on when that is over (null); else answers when to look
   * again.
   */
  #callNext(now: number): number | null {
    this.#proposeMeasures(now);
    const due = this.desk.list('due');
    this.#parts.watch.look(this.desk, due, now);
    const next = due[0];
    const subject = next ? this.desk.case(next.id) : null;
    if (!subject) return now + IDLE;
    this.#call(subject, now);
    return null;
  }

  #opening(now: number): number {
    const span = nextSpan(this.desk.library.policy.calendar, now);
    return (span?.from ?? now + DAY) + between(this.#rng, 0, 10) * MINUTE;
  }

  #call(subject: Case, startedAt: number): void {
    const { agenda, people, ledger } = this.#parts;
    const { plan } = subject;
    const dialled: NumberName = plan.params.number === 'altPhone' ? 'altPhone' : 'phone';
    if (plan.code === 'appointment')
      ledger.appointments.push(Math.round((startedAt - (plan.notBefore ?? startedAt)) / MINUTE));
    const answer = people.answer(subject, startedAt, { dialled, inbound: false });
    const wrapUp = between(this.#rng, 20, 100) * SECOND;
    agenda.plan(startedAt + answer.length + wrapUp, () => {
      this.#log(subject, answer, { startedAt, dialled, inbound: false });
      this.work();
    });
  }

  #log(
    subject: Case,
    answer: Answer,
    call: { startedAt: number; dialled: NumberName; inbound: boolean },
  ): void {
    const { disposition, callbackAt, evidence, note, reason } = answer;
    const { startedAt, dialled, inbound } = call;
    const endedAt = startedAt + answer.length;
    const { policy, dispositions } = this.desk.library;
    const miskeyed = !inbound && this.#rng.next() < MISKEYED;
    const keyed = miskeyed && disposition !== 'NOANS' ? 'NOANS' : disposition;
    const args = {
      caseId: subject.id,
      direction: inbound ? ('inbound' as const) : ('outbound' as const),
      disposition: keyed,
      startedAt,
      endedAt,
      note,
      reason,
      callbackAt,
      dialled,
      evidence,
      run: null,
      policyVersion: policy.version,
      dispositionsVersion: dispositions.version,
    };
    const refusal = checkAttempt(args, subject, dispositions);
    if (refusal) throw new Error(`the form would not take ${disposition}: ${refusal.code}`);
    const id = this.desk.commit({ name: 'logAttempt', args });
    if (id === null) return;
    const { phone } = subject.contact;
    const told = { desk: this.desk.name, startedAt, endedAt, inbound, callbackAt };
    this.#parts.ledger.called({ id, caseId: subject.id, phone, disposition: keyed, ...told });
    if (keyed !== disposition) this.#putRight(subject, id, answer);
    this.#whatFollows(subject, answer, endedAt);
  }

  #putRight(subject: Case, attemptId: string, { disposition, reason, callbackAt }: Answer): void {
    const { version: dispositionsVersion } = this.desk.library.dispositions;
    const right = { disposition, reason, callbackAt, dispositionsVersion };
    const args = { caseId: subject.id, attemptId, ...right, why: '按错了' };
    if (this.desk.commit({ name: 'correctAttempt', args }) === null) return;
    this.#parts.ledger.corrected(attemptId, { disposition, callbackAt });
  }

  /** What the person does later because of this call. */
  #whatFollows(subject: Case, answer: Answer, endedAt: number): void {
    const { people, willCallIn, willHandIn } = this.#parts;
    const backAt = answer.reached ? null : people.callsBack(subject, endedAt);
    if (backAt !== null) willCallIn(subject.contact.phone, backAt);
    if (subject.kind !== 'real_name') return;
    if (answer.disposition === 'RN_SENT') willHandIn(subject.externalId, endedAt);
    const promised = ['RN_AGREE', 'RN_OTHER', 'RN_FAIL'].includes(answer.disposition);
    const at = promised ? people.handsIn(subject, endedAt, 0.62) : null;
    if (at !== null) willHandIn(subject.externalId, at);
  }

  /** Proposes what has waited long enough; what was declined, not before the next day. */
  #proposeMeasures(now: number): void {
    for (const { id } of this.desk.list('propose')) {
      if ((this.#proposed.get(id) ?? 0) > now - REPROPOSE) continue;
      const subject = this.desk.case(id);
      const level = subject?.plan.params.level === 'both' ? 'both' : 'outgoing';
      this.desk.commit({ name: 'proposeMeasure', args: { caseId: id, level, why: '逾期未补登记' } });
      this.#proposed.set(id, now);
    }
  }
}

/** How many agents the work needs: the fullest day's calls, at the pace that an agent keeps. */
export function agentsNeeded({ reports, cards }: Pick<Inflow, 'reports' | 'cards'>): number {
  const calls = new Map<number, number>();
  const add = (rows: readonly { at: number }[], callsPerCase: number) => {
    for (const { at } of rows) {
      const day = Math.floor(at / DAY);
      calls.set(day, (calls.get(day) ?? 0) + callsPerCase);
    }
  };
  add(reports, CALLS.report);
  add(cards, CALLS.card);
  return Math.max(2, Math.ceil(Math.max(0, ...calls.values()) / CALLS.perDay));
}
