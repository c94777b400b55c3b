import { doubtfulCalls, doubtfulCallsOfOthers } from '../../../shared/case/history.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import { may, type Person, relationOf } from '../../../shared/mutation/access.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { isFact } from '../../../shared/mutation/premise.ts';
import type { OpenCase } from '../use-case.ts';

export type DecisionName =
  | 'investigate'
  | 'finding'
  | 'number'
  | 'review'
  | 'appeal'
  | 'propose'
  | 'approve'
  | 'confirm';

/** A decision that somebody may take about a case. */
export interface Offer {
  name: DecisionName;
  /** The case waits for it; the others are possible at any time. */
  due: boolean;
  /** Somebody else has to: it is one's own proposal, or one's own call. */
  own: boolean;
}

const FINDING_DUE: readonly Plan['code'][] = [
  'awaiting_investigation',
  'awaiting_finding',
  'new_evidence',
  'dispute_review',
];

function aboutFinding({ plan, facts }: OpenCase & { kind: 'spam_report' }): Offer[] {
  const finding: Offer = { name: 'finding', due: FINDING_DUE.includes(plan.code), own: false };
  const untaken = plan.code === 'awaiting_investigation' && facts.finding === null;
  return untaken ? [finding, { name: 'investigate', due: true, own: false }] : [finding];
}

type Can = (name: Mutation['name']) => boolean;

function aboutMeasure({ plan, history }: OpenCase, person: Person, can: Can, now: number): Offer[] {
  if (plan.code === 'waiting' || plan.code === 'second_waiting') {
    return !can('proposeMeasure') || (plan.notBefore ?? 0) > now
      ? []
      : [{ name: 'propose', due: true, own: false }];
  }
  if (plan.code !== 'approval_due' || !can('decideMeasure')) return [];
  const proposal = history.find(({ id }) => id === plan.params.measureId);
  return [{ name: 'approve', due: true, own: proposal?.byId === person.id }];
}

/** What the calls are that nobody believes yet comes before a decision that follows from them. */
function aboutCalls({ history }: OpenCase, person: Person, can: Can): Offer[] {
  if (!can('confirmCalls') || doubtfulCalls(history).length === 0) return [];
  return [{ name: 'confirm', due: true, own: doubtfulCallsOfOthers(history, person.id).length === 0 }];
}

/**
 * What a person may decide about a case at this moment, what it waits for first. `now`: ms, UTC. `visited`:
 * the case was only looked up; the desk takes what happened, and no decision about what it does not have.
 */
export function offersFor(found: OpenCase, person: Person, now: number, visited = false): Offer[] {
  const relation = relationOf(found, person, { had: false, visited });
  const can: Can = (name) => (!visited || isFact(name)) && may(name, relation, person);
  const appealed = found.plan.code === 'appeal_review';
  const reviews = found.plan.kind === 'review' && can(appealed ? 'decideAppeal' : 'resolveReview');
  const review: DecisionName = appealed ? 'appeal' : 'review';
  const offers: Offer[] = [
    ...(found.plan.kind === 'closed' ? [] : aboutCalls(found, person, can)),
    ...(reviews ? [{ name: review, due: true, own: false }] : []),
    ...(found.kind === 'spam_report' && can('recordFinding') ? aboutFinding(found) : []),
    ...(found.kind === 'real_name' ? aboutMeasure(found, person, can, now) : []),
    ...(found.plan.kind !== 'closed' && can('addNumber')
      ? [{ name: 'number' as const, due: false, own: false }]
      : []),
  ];
  return offers.sort((a, b) => Number(b.due) - Number(a.due));
}
