import { fc } from '@fast-check/vitest';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { MeasureEntry, MessageEntry } from '../../../shared/case/steps.ts';
import type { ApplyContext } from '../../../shared/mutation/apply.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { AGENT, by, COLLEAGUE, LEAD, uuid } from './builders.ts';
import type { World } from './world.ts';

const codes = [...DEFAULT_DISPOSITIONS.dispositions.map(({ code }) => code), 'FROM_2031'];
const OTHER_LEAD = uuid(9_022);

/** Something that happens to a case some minutes later. `n` chooses among what there is. */
export interface Step {
  minutes: number;
  which: number;
  n: number;
  what:
    | { do: 'call'; code: string; inbound: boolean; other: boolean; back: number | null; early: number }
    | { do: 'planned_call'; code: string }
    /** What the plan waits for comes. */
    | { do: 'next' }
    | { do: 'correct'; code: string }
    | { do: 'begin' | 'number' | 'propose' | 'assign' | 'note' | 'wake' }
    | { do: 'finding'; verdict: 'confirmed' | 'insufficient' }
    | { do: 'review'; decision: 'call_again' | 'investigate' | 'message' | 'ladder' }
    | { do: 'decide'; approve: boolean; own: boolean }
    | { do: 'appeal'; uphold: boolean }
    | { do: 'receipt'; step: 'delivered' | 'failed' }
    | { do: 'confirm'; step: 'applied' | 'failed' | 'lifted' }
    | { do: 'verify'; passed: boolean };
}

const anyCode = fc.constantFrom(...codes);
const anyPause = fc.oneof(
  fc.integer({ min: 1, max: (2 * HOUR) / MINUTE }),
  fc.integer({ min: 1, max: (4 * DAY) / MINUTE }),
);

/** `late`: whether calls may arrive after what happened later, and results may be corrected. */
export function anySteps({ late }: { late: boolean }): fc.Arbitrary<Step[]> {
  const call = fc.record({
    do: fc.constant('call' as const),
    code: anyCode,
    inbound: fc.boolean(),
    other: fc.boolean(),
    back: fc.option(fc.integer({ min: -600, max: (9 * DAY) / MINUTE })),
    early: late ? fc.oneof(fc.constant(0), fc.integer({ min: 0, max: (6 * DAY) / MINUTE })) : fc.constant(0),
  });
  const plain = fc.constantFrom('begin', 'number', 'propose', 'assign', 'note', 'wake');
  const others: fc.Arbitrary<Step['what']>[] = [
    call,
    fc.record({ do: fc.constant('planned_call' as const), code: anyCode }),
    fc.record({
      do: fc.constant('planned_call' as const),
      code: fc.constantFrom('NOANS', 'RN_REFUSE', 'VACANT'),
    }),
    fc.record({ do: plain }),
    fc.record({ do: fc.constant('propose' as const) }),
    fc.record({
      do: fc.constant('finding' as const),
      verdict: fc.constantFrom('confirmed' as const, 'insufficient' as const),
    }),
    fc.record({
      do: fc.constant('review' as const),
      decision: fc.constantFrom(
        'call_again' as const,
        'investigate' as const,
        'message' as const,
        'ladder' as const,
      ),
    }),
    fc.record({ do: fc.constant('decide' as const), approve: fc.boolean(), own: fc.boolean() }),
    fc.record({ do: fc.constant('appeal' as const), uphold: fc.boolean() }),
    fc.record({
      do: fc.constant('receipt' as const),
      step: fc.constantFrom('delivered' as const, 'delivered' as const, 'failed' as const),
    }),
    fc.record({
      do: fc.constant('confirm' as const),
      step: fc.constantFrom('applied' as const, 'failed' as const, 'lifted' as const),
    }),
    fc.record({ do: fc.constant('verify' as const), passed: fc.boolean() }),
  ];
  if (late) others.push(fc.record({ do: fc.constant('correct' as const), code: anyCode }));
  const next = fc.constant({ do: 'next' as const });
  const step = fc.record({
    minutes: anyPause,
    which: fc.constantFrom(0, 0, 0, 1),
    n: fc.integer({ min: 0, max: 20 }),
    what: fc.oneof({ weight: 3, arbitrary: next }, { weight: 2, arbitrary: fc.oneof(...others) }),
  });
  return fc.array(step, { maxLength: 40, size: 'max' });
}

function mutationOf(world: World, caseId: string, { n, what }: Step): [Mutation, ApplyContext] | null {
  const { now } = world;
  const subject = world.shown(caseId);
  const lead = by(LEAD, 'lead', now);
  const made = { id: world.id(), v: 1 as const, at: now };
  const why = 'x';
  switch (what.do) {
    case 'call':
    case 'planned_call': {
      const planned = what.do === 'planned_call';
      const startedAt = planned
        ? Math.max(now, subject.plan.notBefore ?? now)
        : Math.max(subject.openedAt, now - what.early * MINUTE);
      const endedAt = startedAt + MINUTE;
      if (planned) world.now = Math.max(now, endedAt);
      const back = planned ? n * HOUR : what.back === null ? null : what.back * MINUTE;
      const args = {
        caseId,
        direction: !planned && what.inbound ? ('inbound' as const) : ('outbound' as const),
        disposition: what.code,
        startedAt,
        endedAt,
        note: '',
        reason: null,
        callbackAt: back === null ? null : endedAt + back,
        dialled: (planned ? subject.plan.params.number === 'altPhone' : what.other)
          ? ('altPhone' as const)
          : ('phone' as const),
        evidence: [],
        run: null,
        policyVersion: 1,
        dispositionsVersion: 1,
      };
      world.now = Math.max(world.now, endedAt);
      const author = by(n % 3 === 0 ? COLLEAGUE : AGENT, 'agent', world.now);
      return [{ ...made, at: endedAt, name: 'logAttempt', args }, author];
    }
    case 'correct': {
      const attempts = subject.history.filter((entry) => entry.type === 'attempt');
      const attemptId = attempts[n % Math.max(1, attempts.length)]?.id;
      if (!attemptId) return null;
      const right = {
        disposition: what.code,
        reason: null,
        callbackAt: now + n * HOUR,
        dispositionsVersion: 1,
      };
      return [{ ...made, name: 'correctAttempt', args: { caseId, attemptId, why, ...right } }, lead];
    }
    case 'begin':
      return [{ ...made, name: 'beginInvestigation', args: { caseId } }, lead];
    case 'finding':
      return [
        { ...made, name: 'recordFinding', args: { caseId, verdict: what.verdict, action: null } },
        lead,
      ];
    case 'number':
      return [{ ...made, name: 'addNumber', args: { caseId, phone: '02155550000' } }, lead];
    case 'note':
      return [{ ...made, name: 'addNote', args: { caseId, text: 'x' } }, lead];
    case 'assign': {
      const toId = [AGENT, COLLEAGUE, null][n % 3] ?? null;
      const args = { caseId, expected: subject.assignmentId, toId, commandId: null };
      return [{ ...made, name: 'reassign', args }, lead];
    }
    case 'review':
      return [{ ...made, name: 'resolveReview', args: { caseId, decision: what.decision, why } }, lead];
    case 'propose': {
      const level = subject.plan.code === 'second_waiting' ? ('both' as const) : ('outgoing' as const);
      return [{ ...made, name: 'proposeMeasure', args: { caseId, level, why } }, lead];
    }
    case 'decide': {
      const measureId = String(subject.plan.params.measureId ?? uuid(1));
      const second = what.own ? lead : by(OTHER_LEAD, 'lead', now);
      return [
        { ...made, name: 'decideMeasure', args: { caseId, measureId, approve: what.approve, why } },
        second,
      ];
    }
    case 'appeal':
      return [{ ...made, name: 'decideAppeal', args: { caseId, uphold: what.uphold, why } }, lead];
    default:
      return null;
  }
}

/** The measures that were proposed; what nobody waits for is refused. */
function measuresOf(history: readonly HistoryEntry[]): MeasureEntry[] {
  return history.filter(
    (entry): entry is MeasureEntry => entry.type === 'measure' && entry.step === 'proposed',
  );
}

/** The step that the plan of a case waits for. */
function expected(world: World, caseId: string, n: number): Step['what'] {
  const { plan } = world.of(caseId);
  switch (plan.code) {
    case 'awaiting_investigation':
      return { do: 'begin' };
    case 'awaiting_finding':
    case 'new_evidence':
      return { do: 'finding', verdict: n % 2 === 0 ? 'confirmed' : 'insufficient' };
    case 'verifying':
      return { do: 'verify', passed: n % 2 === 0 };
    case 'appeal_review':
      return { do: 'appeal', uphold: n % 2 === 0 };
    case 'notice_requested':
    case 'reminder_requested':
      return { do: 'receipt', step: 'delivered' };
    case 'waiting':
    case 'second_waiting':
    case 'reminder_wait':
      world.now = Math.max(world.now, plan.notBefore ?? 0);
      world.wake();
      return { do: 'propose' };
    case 'approval_due':
      return { do: 'decide', approve: n % 4 !== 0, own: false };
    case 'application_requested':
      return { do: 'confirm', step: n % 5 === 0 ? 'failed' : 'applied' };
    case 'lift_requested':
      return { do: 'confirm', step: n % 5 === 0 ? 'failed' : 'lifted' };
    default:
      if (plan.kind === 'call') return { do: 'planned_call', code: 'NOANS' };
      if (plan.kind === 'message') return { do: 'receipt', step: 'delivered' };
      return { do: 'review', decision: n % 2 === 0 ? 'call_again' : 'ladder' };
  }
}

/**
 * Lets one step happen; answers the case that it was about. What is refused, or impossible, changes nothing.
 */
export function happen(world: World, step: Step): string {
  const ids = [...world.cases.keys()];
  const caseId = ids[step.which % ids.length] ?? '';
  world.now += step.minutes * MINUTE;
  world.wake();
  const { n } = step;
  const what = step.what.do === 'next' ? expected(world, caseId, n) : step.what;
  const { history } = world.of(caseId);
  if (what.do === 'receipt') {
    const requests = history.filter(
      (entry): entry is MessageEntry => entry.type === 'message' && entry.step === 'requested',
    );
    // Mostly the newest, sometimes an old one.
    const request = requests.at(n % 4 === 0 ? n % Math.max(1, requests.length) : -1);
    if (request) world.receipt(caseId, request, what.step);
  } else if (what.do === 'confirm') {
    const measures = measuresOf(history);
    const measure = measures.at(n % 4 === 3 ? n % Math.max(1, measures.length) : -1);
    if (measure) world.confirm(caseId, measure, what.step);
  } else if (what.do === 'verify') {
    if (world.of(caseId).kind === 'real_name') world.verified(caseId, what.passed);
  } else {
    const done = mutationOf(world, caseId, { ...step, what });
    if (done) world.act(...done);
  }
  return caseId;
}
