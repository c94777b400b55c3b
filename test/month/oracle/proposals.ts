import type { QueueEntry } from '../../../electron/store/queue-source.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import type { MonthDesk } from '../desk.ts';
import type { Call, Ledger } from '../ledger.ts';
import { dateAt, mayCallAt } from './hours.ts';

const KNOWN = new Map(
  DEFAULT_DISPOSITIONS.dispositions.map((disposition) => [disposition.code, disposition]),
);

function counts({ disposition, inbound }: Pick<Call, 'disposition' | 'inbound'>): boolean {
  return !inbound && KNOWN.get(disposition)?.counted !== false;
}

/** The shortest pause that the rules demand after a call of the same case, ms. */
function pauseAfter({ disposition }: Call, minGapMinutes: number): number {
  const effect = KNOWN.get(disposition)?.effect;
  const soon = effect?.do === 'retry' && effect.when === 'minutes' ? effect.minutes : undefined;
  return Math.min(minGapMinutes, ...(soon ?? [])) * MINUTE;
}

/** The desk whose proposals are judged. */
type Looking = Pick<MonthDesk, 'name' | 'upToDate' | 'case'>;

interface Agreement {
  /** The call that was agreed for now overrides gaps and caps. */
  appointment: boolean;
  /** The look at evidence that the holder promised until now is owed beyond the tries of a round. */
  evidence: boolean;
}

/**
 * Looks at everything that desks propose to call and judges it by what its maker remembers of the calls, not
 * by what the product remembers. A desk knows its own calls and those that had reached central when it last
 * read everything. Proposed is what the tab "due" shows. Over a cap: more calls of a case on a date, or of a
 * number on a date, than the policy allows; sooner after a call than it allows; more tries in a round than it
 * allows. A round begins with the case and with whatever gives a new reason to call: a finding that changes
 * the verdict or answers an objection, a lead's "call again", a failed verification, an appeal that was
 * upheld.
 */
export class ProposalWatch {
  readonly outside: string[] = [];
  readonly over: string[] = [];
  looks = 0;
  proposals = 0;
  /**
   * On what each entry was judged: the date, and how many calls of its number the desk knew. The same needs
   * no second look.
   */
  readonly #judged = new WeakMap<QueueEntry, string>();
  readonly #phones = new Map<string, string>();
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  look(desk: Looking, due: readonly QueueEntry[], now: number): void {
    this.looks += 1;
    const date = dateAt(now);
    if (due.length > 0 && !mayCallAt(DEFAULT_POLICY.calendar, now))
      this.outside.push(`${desk.name} ${new Date(now).toISOString()} ${due.length} calls`);
    for (const entry of due) {
      const phone = this.#phones.get(entry.id) ?? '';
      if (this.#judged.get(entry) === `${date} ${this.#known(desk, phone).length}`) continue;
      const subject = desk.case(entry.id);
      if (!subject) continue;
      this.#phones.set(entry.id, subject.contact.phone);
      this.#judged.set(entry, `${date} ${this.#known(desk, subject.contact.phone).length}`);
      this.proposals += 1;
      const why = this.#judge(desk, subject, now);
      if (why) this.over.push(`${desk.name} ${subject.externalId} ${new Date(now).toISOString()} ${why}`);
    }
  }

  /** The calls to a number that somebody at this desk can know of. */
  #known(desk: Looking, phone: string): Call[] {
    return this.#ledger
      .callsTo(phone)
      .filter((call) => call.desk === desk.name || (call.arrivedWith ?? Infinity) <= desk.upToDate);
  }

  #judge(desk: Looking, subject: Case, now: number): string | null {
    const rules = DEFAULT_POLICY.rules[subject.kind];
    const { perNumber, appointmentToleranceMinutes } = DEFAULT_POLICY;
    const known = this.#known(desk, subject.contact.phone).filter(counts);
    const own = known.filter(({ caseId }) => caseId === subject.id);
    const others = known.filter(({ caseId }) => caseId !== subject.id);
    const agreed = agreement(subject, now, appointmentToleranceMinutes * MINUTE);
    if (agreed.appointment) return null;
    const today = (calls: readonly Call[]) =>
      calls.filter(({ startedAt }) => dateAt(startedAt) === dateAt(now)).length;
    if (today(own) >= rules.maxPerDay) return `${today(own)} calls of the case today`;
    if (today(known) >= perNumber.maxPerDay) return `${today(known)} calls of the number today`;
    if (own.some((call) => now < call.endedAt + pauseAfter(call, rules.minGapMinutes)))
      return 'too soon after a call of the case';
    if (others.some(({ endedAt }) => now < endedAt + perNumber.minGapMinutes * MINUTE))
      return 'too soon after a call of the number';
    const tries = triesOfRound(subject.history, rules.minGapMinutes * MINUTE);
    if (tries >= rules.maxAttempts && !agreed.evidence) return `${tries} calls in the round`;
    return null;
  }
}

type Attempt = Extract<HistoryEntry, { type: 'attempt' }>;

/** The calls of a history with what was put right. */
function resultsOf(history: readonly HistoryEntry[]): Attempt[] {
  return history.flatMap((entry) => {
    if (entry.type !== 'attempt') return [];
    const right = history.findLast((other) => other.type === 'correction' && other.attemptId === entry.id);
    if (right?.type !== 'correction') return [entry];
    return [{ ...entry, disposition: right.disposition, callbackAt: right.callbackAt }];
  });
}

const effectOf = ({ disposition }: Attempt) => KNOWN.get(disposition)?.effect.do;

/**
 * The call that says what was agreed with the person, and the calls behind it. A time that the owner agreed
 * is not moved, kept or missed by a colleague who had lost the case and did not know of it.
 */
function lastAgreement(history: Case['history']): { last: Attempt | null; since: Attempt[] } {
  const former = new Set(history.flatMap((entry) => (entry.type === 'assignment' ? [entry.fromId] : [])));
  let last: Attempt | null = null;
  let since: Attempt[] = [];
  for (const result of resultsOf(history)) {
    const effect = effectOf(result);
    const promised = last !== null && ['appointment', 'evidence'].includes(effectOf(last) ?? '');
    const strange = result.flags.includes('not_owner') && former.has(result.byId);
    const times = ['appointment', 'evidence', 'retry'].includes(effect ?? '');
    if (promised && strange && times && result.byId !== last?.byId) continue;
    if (KNOWN.get(result.disposition)?.reached && effect !== 'message') {
      last = result;
      since = [];
    } else since.push(result);
  }
  return { last, since };
}

function agreement({ history }: Case, now: number, tolerance: number): Agreement {
  const { last, since } = lastAgreement(history);
  const untried = (from: number) => since.every(({ startedAt }) => startedAt < from);
  const at = last?.disposition === 'LATER' ? last.callbackAt : null;
  const effect = last && KNOWN.get(last.disposition)?.effect;
  const checkAt = last && effect?.do === 'evidence' ? last.at + effect.hours * HOUR : null;
  return {
    appointment: at !== null && now >= at && untried(at - tolerance),
    evidence: checkAt !== null && now >= checkAt && untried(checkAt),
  };
}

/** Two desks called in the same pause, neither knowing of the other: that is one try. */
function isSecondOfPause(call: Attempt, history: readonly HistoryEntry[], minGap: number): boolean {
  if (!call.flags.includes('too_soon')) return false;
  return history.some(
    (other) =>
      other.type === 'attempt' &&
      other.id !== call.id &&
      Math.abs(other.startedAt - call.startedAt) < minGap + (call.endedAt - call.startedAt),
  );
}

/** Counted calls since the last new reason to call; `minGap`: the pause between two, ms. */
function triesOfRound(history: readonly HistoryEntry[], minGap: number): number {
  const results = new Map(resultsOf(history).map((attempt) => [attempt.id, attempt]));
  let tries = 0;
  let verdict: string | null = null;
  let objected = false;
  for (const entry of history) {
    if (entry.type === 'attempt') {
      const { disposition, direction } = results.get(entry.id) ?? entry;
      const counted = counts({ disposition, inbound: direction === 'inbound' });
      if (counted && !isSecondOfPause(entry, history, minGap)) tries += 1;
      objected ||= disposition === 'FB_DISPUTE' || disposition === 'FB_MORE';
    }
    if (entry.type === 'review') {
      if (entry.decision === 'call_again') tries = 0;
      objected ||= entry.decision === 'investigate';
    }
    if (entry.type === 'finding') {
      if (objected || (verdict !== null && verdict !== entry.verdict)) tries = 0;
      objected = false;
      verdict = entry.verdict;
    }
    if (entry.type === 'verification' && !entry.passed) tries = 0;
    if (entry.type === 'appeal' && entry.step === 'upheld') tries = 0;
  }
  return tries;
}
