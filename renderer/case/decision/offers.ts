import { leads, type SignedInUser } from '../../../shared/api/account.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import type { OpenCase } from '../use-case.ts';

export type DecisionName = 'investigate' | 'finding' | 'number' | 'review' | 'appeal' | 'propose' | 'approve';

/** A decision that somebody may take about a case. */
export interface Offer {
  name: DecisionName;
  /** The case waits for it; the others are possible at any time. */
  due: boolean;
  /** Somebody else has to: it is one's own proposal. */
  own: boolean;
}

type Person = Pick<SignedInUser, 'id' | 'role' | 'teamId' | 'permissions'>;

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

function aboutMeasure({ plan, history }: OpenCase, person: Person, lead: boolean, now: number): Offer[] {
  if (plan.code === 'waiting' || plan.code === 'second_waiting') {
    return (plan.notBefore ?? 0) > now ? [] : [{ name: 'propose', due: true, own: false }];
  }
  if (plan.code !== 'approval_due' || !lead) return [];
  const proposal = history.find(({ id }) => id === plan.params.measureId);
  return [{ name: 'approve', due: true, own: proposal?.byId === person.id }];
}

/** What a person may decide about a case at this moment, what it waits for first. `now`: ms, UTC. */
export function offersFor(found: OpenCase, person: Person, now: number): Offer[] {
  if (found.teamId !== person.teamId) return [];
  const lead = leads(person, found.teamId);
  const reviews = lead && found.plan.kind === 'review';
  const review: DecisionName = found.plan.code === 'appeal_review' ? 'appeal' : 'review';
  const offers: Offer[] = [
    ...(reviews ? [{ name: review, due: true, own: false }] : []),
    ...(found.kind === 'spam_report' && (lead || person.permissions.includes('findings'))
      ? aboutFinding(found)
      : []),
    ...(found.kind === 'real_name' ? aboutMeasure(found, person, lead, now) : []),
    ...(found.plan.kind === 'closed' ? [] : [{ name: 'number' as const, due: false, own: false }]),
  ];
  return offers.sort((a, b) => Number(b.due) - Number(a.due));
}
