import type { Case } from '../../shared/case/case.ts';
import type { ReviewDecision } from '../../shared/case/steps.ts';
import type { Library } from '../../shared/policy/library.ts';
import { HOUR, MINUTE, SECOND } from '../../shared/time.ts';
import { casesBesideCalls, openCasesOf } from '../db/demo.ts';
import { callOf } from './agents.ts';
import type { DemoDesk, Doing } from './desk.ts';

interface Staff {
  lead: DemoDesk;
  /** Whoever has a case, else the first one. */
  agents: readonly DemoDesk[];
  /** Who may record findings. */
  investigator: DemoDesk;
  library: Library;
}

const DISPUTED: Partial<Record<Case['plan']['code'], ReviewDecision>> = {
  dispute_review: 'investigate',
  message_failed: 'call_again',
  notice_failed: 'ladder',
  measure_failed: 'ladder',
};

/**
 * Gives the cases of each purpose 0, 1, 2, ... in the order in which they are first asked about, so that
 * every choice that is made by it occurs, whatever ids the cases have.
 */
class Turns {
  readonly #given = new Map<string, number>();
  readonly #next = new Map<string, number>();

  of(purpose: string, caseId: string): number {
    const key = `${purpose} ${caseId}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const turn = this.#next.get(purpose) ?? 0;
    this.#next.set(purpose, turn + 1);
    this.#given.set(key, turn);
    return turn;
  }
}

const BARRED: readonly Case['plan']['code'][] = ['reminder_wait', 'both_barred'];

/** How long somebody who calls in is on the line. */
const CALLED_IN = 20 * SECOND;

/** Moments of the last hour at which an agent is not calling, one after the other. */
function quietMinutes(now: number): () => number {
  let nth = 0;
  return () => {
    const quarter = nth % 4;
    const within = Math.floor(nth / 4) * CALLED_IN;
    nth += 1;
    return now - HOUR + (15 * quarter + 14) * MINUTE + 5 * SECOND + (within % (40 * SECOND));
  };
}

const hasEntry = (subject: Case, type: string) => subject.history.some((entry) => entry.type === type);
const wasTold = (subject: Case, disposition: string) =>
  subject.history.some((entry) => entry.type === 'attempt' && entry.disposition === disposition);

/**
 * What people of the demo do beside calling: investigate, review, propose, approve; some of each is left to
 * do.
 */
export class DemoOffice {
  readonly #staff: Staff;
  readonly #turns = new Turns();

  constructor(staff: Staff) {
    this.#staff = staff;
  }

  /** The work that is there at the present hour. */
  async work(teamId: string): Promise<void> {
    const { lead, investigator, agents } = this.#staff;
    const { db, clock } = lead.services;
    const now = clock.now();
    const cases = await casesBesideCalls(db, teamId);
    await lead.push(cases.flatMap((subject) => this.#decided(subject) ?? []));
    await investigator.push(cases.flatMap((subject) => this.#investigated(subject) ?? []));
    for (const agent of agents) {
      const own = cases.filter((subject) => this.#ownerOf(subject) === agent);
      const heardAt = quietMinutes(now);
      await agent.push(
        own.flatMap((subject) => this.#proposed(subject, now) ?? this.#heard(subject, heardAt)),
      );
    }
  }

  /**
   * What is on its way when the demo begins: a report whose reporter wants no calls, a holder who refuses and
   * one who has handed in what was missing, a measure that was just approved, an investigation that was just
   * begun, an appeal that nobody has decided.
   */
  async lastHour(teamId: string): Promise<void> {
    const { lead, agents, investigator, library } = this.#staff;
    const { db, clock } = lead.services;
    const now = clock.now();
    // One call after the other: nobody makes two at once.
    const when = (nth: number) => {
      const startedAt = now - (12 - 3 * nth) * MINUTE;
      return { startedAt, endedAt: startedAt + 2 * MINUTE };
    };
    for (const agent of agents.slice(0, 2)) {
      const open = await openCasesOf(db, agent.caller.id);
      const report = open.find(({ kind, stage }) => kind === 'spam_report' && stage === 'to_call');
      const [card, other] = open.filter(({ kind, stage }) => kind === 'real_name' && stage === 'to_call');
      const told = (nth: number, subject: Case | undefined, disposition: string, reason: string | null) =>
        subject ? [callOf(subject, { disposition, note: '', reason }, library, when(nth))] : [];
      await agent.push([
        ...told(0, report, 'DNC', null),
        ...told(1, card, 'RN_REFUSE', '怀疑来电真实性'),
        ...told(2, other, 'RN_SENT', null),
      ]);
    }
    const cases = await casesBesideCalls(db, teamId);
    const proposals = cases.filter(({ plan }) => plan.code === 'approval_due');
    const [approved] = proposals.slice(1);
    const measureId = String(approved?.plan.params.measureId);
    const args = { caseId: approved?.id ?? '', measureId, approve: true, why: '符合规定，同意' };
    if (approved) await lead.push([{ name: 'decideMeasure', args }]);
    const untaken = cases.find(({ plan }) => plan.code === 'awaiting_investigation');
    if (untaken) await investigator.push([{ name: 'beginInvestigation', args: { caseId: untaken.id } }]);
    const noticed = cases.find(({ plan, id }) => plan.code === 'waiting' && id !== approved?.id);
    const appeal = { disposition: 'RN_APPEAL', note: '称从未收到通知，要求恢复', reason: null };
    if (noticed) await this.#ownerOf(noticed)?.push([callOf(noticed, appeal, library, when(3))]);
  }

  /** Whose the case is. */
  #ownerOf({ assigneeId }: Case): DemoDesk | undefined {
    const { agents } = this.#staff;
    return agents.find(({ caller }) => caller.id === assigneeId) ?? agents[0];
  }

  #proposed(subject: Case, now: number): Doing | null {
    const { id: caseId, plan } = subject;
    const due = plan.notBefore !== null && plan.notBefore <= now;
    if (!due || this.#turns.of(`propose ${plan.code}`, caseId) % 5 === 4) return null;
    if (plan.code === 'waiting')
      return { name: 'proposeMeasure', args: { caseId, level: 'outgoing', why: '通知后仍未补登记' } };
    if (plan.code === 'second_waiting')
      return { name: 'proposeMeasure', args: { caseId, level: 'both', why: '单停后仍未补登记' } };
    return null;
  }

  #decided(subject: Case): Doing | null {
    const { id: caseId, plan } = subject;
    if (plan.code === 'approval_due') {
      const turn = this.#turns.of('approve', caseId);
      // A proposal that lies there today is to be decided by whoever tries the demo.
      if (turn % 6 === 1) return null;
      const approve = turn % 13 !== 2;
      const why = approve ? '符合规定，同意' : '再联系一次';
      return {
        name: 'decideMeasure',
        args: { caseId, measureId: String(plan.params.measureId), approve, why },
      };
    }
    if (plan.code === 'appeal_review') {
      const barred = hasEntry(subject, 'measure');
      const turn = this.#turns.of(barred ? 'appeal against a measure' : 'appeal against a notice', caseId);
      if (turn % 3 === 2) return null;
      const uphold = turn % 3 === 0;
      return { name: 'decideAppeal', args: { caseId, uphold, why: uphold ? '申诉成立' : '申诉理由不足' } };
    }
    if (plan.kind !== 'review' || this.#turns.of(plan.code, caseId) % 5 < 3) return null;
    const decision = DISPUTED[plan.code] ?? 'call_again';
    return { name: 'resolveReview', args: { caseId, decision, why: '已核实' } };
  }

  #investigated({ id: caseId, plan, ...subject }: Case): Doing | null {
    if (subject.kind !== 'spam_report') return null;
    if (plan.code === 'awaiting_investigation' && this.#turns.of('investigate', caseId) % 2 === 0)
      return { name: 'beginInvestigation', args: { caseId } };
    if (plan.code === 'new_evidence' && this.#turns.of('find', caseId) % 3 === 0)
      return { name: 'recordFinding', args: { caseId, verdict: 'confirmed', action: 'outgoing_barred' } };
    return null;
  }

  /**
   * Holders who call in because of a notice or a measure: with an objection, or because they have handed in
   * what was missing.
   */
  #heard(subject: Case, heardAt: () => number): Doing[] {
    const { plan } = subject;
    const barred = BARRED.includes(plan.code);
    if (!barred && plan.code !== 'waiting') return [];
    const turn = this.#turns.of(`called in: ${plan.code}`, subject.id);
    const tells = (disposition: string, note: string) => {
      const startedAt = heardAt();
      const when = { startedAt, endedAt: startedAt + CALLED_IN, direction: 'inbound' as const };
      return [callOf(subject, { disposition, note, reason: null }, this.#staff.library, when)];
    };
    if (turn % 7 === 1 && !wasTold(subject, 'RN_APPEAL'))
      return tells('RN_APPEAL', '称从未收到通知，要求恢复');
    if (barred && turn % 7 === 3 && !hasEntry(subject, 'verification') && !wasTold(subject, 'RN_SENT'))
      return tells('RN_SENT', '停机后主动来电，资料已补传');
    return [];
  }
}
