import { leads, type SignedInUser } from '../../../shared/api/account.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import type { OpenCase } from '../use-case.ts';

export type DecisionName = 'investigate' | 'finding' | 'number' | 'review' | 'appeal' | 'propose' | 'approve';

/** A decision that somebody may take about a case. */
export interface Offer {
  name: DecisionName;
  /** The case waits for it; the others are possible at any time. */
  due: boolean;
  /** Why it cannot be taken now: a waiting time that lasts until then (ms, UTC), or one's own proposal. */
  blocked: { why: 'waiting'; until: number } | { why: 'own' } | null;
}

type Person = Pick<SignedInUser, 'id' | 'role' | 'teamId' | 'permissions'>;

const FINDING_DUE: readonly Plan['code'][] = [
  'awaiting_investigation',
  'awaiting_finding',
  'new_evidence',
  'dispute_review',
];

function aboutFinding({ plan, facts }: OpenCase & { kind: 'spam_report' }): Offer[] {
  const finding: Offer = { name: 'finding', due: FINDING_DUE.includes(plan.code), blocked: null };
  const untaken = plan.code === 'awaiting_investigation' && facts.finding === null;
  return untaken ? [finding, { name: 'investigate', due: true, blocked: null }] : [finding];
}

function aboutMeasure({ plan, history }: OpenCase, person: Person, lead: boolean, now: number): Offer[] {
  if (plan.code === 'waiting' || plan.code === 'second_waiting') {
    const until = plan.notBefore ?? 0;
    return [{ name: 'propose', due: true, blocked: until > now ? { why: 'waiting', until } : null }];
  }
  if (plan.code !== 'approval_due' || !lead) return [];
  const proposal = history.find(({ id }) => id === plan.params.measureId);
  return [{ name: 'approve', due: true, blocked: proposal?.byId === person.id ? { why: 'own' } : null }];
}

/** What a person may decide about a case at this moment, what it waits for first. `now`: ms, UTC. */
export function offersFor(found: OpenCase, person: Person, now: number): Offer[] {
  if (found.teamId !== person.teamId) return [];
  const lead = leads(person, found.teamId);
  const reviews = lead && found.plan.kind === 'review';
  const review: DecisionName = found.plan.code === 'appeal_review' ? 'appeal' : 'review';
  const offers: Offer[] = [
    ...(reviews ? [{ name: review, due: true, blocked: null }] : []),
    ...(found.kind === 'spam_report' && (lead || person.permissions.includes('findings'))
      ? aboutFinding(found)
      : []),
    ...(found.kind === 'real_name' ? aboutMeasure(found, person, lead, now) : []),
    ...(found.plan.kind === 'closed' ? [] : [{ name: 'number' as const, due: false, blocked: null }]),
  ];
  return offers.sort((a, b) => Number(b.due) - Number(a.due));
}
