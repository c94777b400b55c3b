import type { Case } from '../../../shared/case/case.ts';
import type { MeasureEntry, MessageEntry } from '../../../shared/case/steps.ts';
import type { ApplyContext } from '../../../shared/mutation/apply.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { MINUTE } from '../../../shared/time.ts';
import { AGENT, by, LEAD, local, OPENED, shown, uuid } from './builders.ts';
import { World } from './world.ts';

/**
 * Something that happened at a local time of 2026 (`mm-dd hh:mm`): a disposition in capitals is a call that
 * ended then, with the agreed time, `alt` (to the other number) or `in` (the person called) beside it; the
 * rest are words of the field.
 */
export type Event = [at: string, what: string, more?: string];

const SECOND_LEAD = uuid(9_022);
const year = (text: string): number => local(`2026-${text}`);

function call(caseId: string, world: World, disposition: string, more: string | undefined): Mutation {
  const { now } = world;
  return {
    id: world.id(),
    v: 1,
    at: now,
    name: 'logAttempt',
    args: {
      caseId,
      direction: more === 'in' ? 'inbound' : 'outbound',
      disposition,
      startedAt: now - MINUTE,
      endedAt: now,
      note: 'x',
      reason: 'x',
      callbackAt: more?.includes(':') ? year(more) : null,
      dialled: more === 'alt' ? 'altPhone' : 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

function decision(world: World, caseId: string, [, what, more = '']: Event): Mutation | null {
  const { history, plan, assignmentId } = world.of(caseId);
  const made = { id: world.id(), v: 1 as const, at: world.now };
  const why = 'x';
  switch (what) {
    case 'correct': {
      const attemptId = history.findLast((entry) => entry.type === 'attempt')?.id ?? '';
      const right = { disposition: more, reason: 'x', callbackAt: null, dispositionsVersion: 1 };
      return { ...made, name: 'correctAttempt', args: { caseId, attemptId, why, ...right } };
    }
    case 'begin':
      return { ...made, name: 'beginInvestigation', args: { caseId } };
    case 'finding': {
      const verdict = more === 'confirmed' ? 'confirmed' : 'insufficient';
      return { ...made, name: 'recordFinding', args: { caseId, verdict, action: null } };
    }
    case 'number':
      return { ...made, name: 'addNumber', args: { caseId, phone: '02155550000' } };
    case 'assign':
      return {
        ...made,
        name: 'reassign',
        args: { caseId, expected: assignmentId, toId: AGENT, commandId: null },
      };
    case 'call_again':
    case 'investigate':
    case 'message':
    case 'ladder':
      return { ...made, name: 'resolveReview', args: { caseId, decision: what, why } };
    case 'propose': {
      const level = plan.code === 'second_waiting' ? 'both' : 'outgoing';
      return { ...made, name: 'proposeMeasure', args: { caseId, level, why } };
    }
    case 'approve':
    case 'decline': {
      const measureId = String(plan.params.measureId);
      return {
        ...made,
        name: 'decideMeasure',
        args: { caseId, measureId, approve: what === 'approve', why },
      };
    }
    case 'uphold':
    case 'dismiss':
      return { ...made, name: 'decideAppeal', args: { caseId, uphold: what === 'uphold', why } };
    default:
      return null;
  }
}

function contextOf(what: string, now: number): ApplyContext {
  if (/^[A-Z]/.test(what)) return by(AGENT, 'agent', now);
  return what === 'approve' || what === 'decline' ? by(SECOND_LEAD, 'lead', now) : by(LEAD, 'lead', now);
}

const RECEIPTS = { delivered: 'delivered', undelivered: 'failed' } as const;
const CONFIRMATIONS = { applied: 'applied', lifted: 'lifted', 'not-done': 'failed' } as const;

function answered(world: World, caseId: string, what: string, nth: number): boolean {
  const { history } = world.of(caseId);
  const receipt = RECEIPTS[what as keyof typeof RECEIPTS];
  if (receipt) {
    const requests = history.filter(
      (entry): entry is MessageEntry => entry.type === 'message' && entry.step === 'requested',
    );
    const request = requests.at(-1 - nth);
    if (request) world.receipt(caseId, request, receipt);
    return true;
  }
  const confirmation = CONFIRMATIONS[what as keyof typeof CONFIRMATIONS];
  if (confirmation) {
    const asked = (entry: Case['history'][number]): entry is MeasureEntry =>
      entry.type === 'measure' && (entry.step === 'approved' || entry.step === 'lift_requested');
    const measure = history.findLast(asked);
    if (measure) world.confirm(caseId, measure, confirmation);
    return true;
  }
  if (what !== 'verified' && what !== 'not-verified') return false;
  world.verified(caseId, what === 'verified');
  return true;
}

/** A world in which these things happened to its first case; throws when one of them is refused. */
export function worldAfter(cases: readonly Case[], events: readonly Event[]): World {
  const world = new World(cases, OPENED);
  const caseId = cases[0]?.id ?? '';
  for (const event of events) {
    const [at, what, more] = event;
    world.now = year(at);
    world.wake();
    if (what === 'wake' || answered(world, caseId, what, more === 'older' ? 1 : 0)) continue;
    const mutation = decision(world, caseId, event) ?? call(caseId, world, what, more);
    const result = world.act(mutation, contextOf(what, world.now));
    if (!result.ok) throw new Error(`${at} ${what} was refused: ${result.code}`);
  }
  return world;
}

/** The case after these things happened to it. */
export function caseOf(subject: Case, events: readonly Event[]): Case {
  return worldAfter([subject], events).of(subject.id);
}

/**
 * Stage and next step in one line: when a call may be made, or until when a waiting time lasts, in Shanghai.
 */
export function line({ stage, plan }: Case): string {
  const time = (at: number | null) => shown(at).slice(5);
  const window =
    plan.kind === 'call'
      ? ` ${time(plan.notBefore)}-${time(plan.notAfter).slice(6)} ${plan.attempt}/${plan.ofAttempts}`
      : plan.notBefore === null
        ? ''
        : ` until ${time(plan.notBefore)}`;
  return `${stage}: ${plan.code}${window}${plan.params.number === 'altPhone' ? ' alt' : ''}`;
}

function eventOf(row: string): Event {
  const [left = ''] = row.split(' → ');
  const [what = '', ...more] = left.slice(12).split(' ');
  return more.length > 0 ? [left.slice(0, 11), what, more.join(' ')] : [left.slice(0, 11), what];
}

function rowsOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '');
}

/** A world in which one case has had what a text tells. */
export const worldOf = (subject: Case, text: string): World =>
  worldAfter([subject], rowsOf(text).map(eventOf));

/** The case after what a text tells, one event per row. */
export function toldOf(subject: Case, text: string): Case {
  return caseOf(subject, rowsOf(text).map(eventOf));
}

/**
 * A story of one event per row, as it is written: `mm-dd hh:mm what more → stage: code window`. Tells it
 * anew from the left sides, so that a test compares the text with itself. `before`: what had happened by
 * then.
 */
export function tale(subject: Case, text: string, before = ''): { told: string; written: string } {
  const rows = rowsOf(text);
  const earlier = rowsOf(before).map(eventOf);
  const events = rows.map(eventOf);
  const lines = events.map((event, index) => {
    const reached = caseOf(subject, [...earlier, ...events.slice(0, index + 1)]);
    return `${event.join(' ')} → ${line(reached)}`;
  });
  return { told: lines.join('\n'), written: rows.join('\n') };
}
