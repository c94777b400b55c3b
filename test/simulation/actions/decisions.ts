import { pick } from '../../../central/demo/random.ts';
import type { NewMutation } from '../../../electron/sync/messages.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { ReviewDecision } from '../../../shared/case/steps.ts';
import type { SimDesk } from '../desk.ts';
import { doubtedIn } from '../model/calls.ts';
import type { World } from '../world.ts';
import { exchangeAll } from './network.ts';
import { type Action, casesOf, isLead } from './pick.ts';

type Offer = { subject: Case; made: NewMutation; weight: number };

const VERDICTS = ['confirmed', 'insufficient', 'other_network'] as const;
const DECISIONS: Readonly<Record<Case['kind'], readonly ReviewDecision[]>> = {
  spam_report: ['call_again', 'call_again', 'investigate', 'message'],
  real_name: ['call_again', 'ladder', 'ladder'],
};

function finding(world: World, { id: caseId }: Case): NewMutation {
  const verdict = pick(world.rng, VERDICTS);
  return { name: 'recordFinding', args: { caseId, verdict, action: pick(world.rng, [null, 'warned']) } };
}

function review(world: World, { id: caseId, kind }: Case): NewMutation {
  const decision = pick(world.rng, DECISIONS[kind]);
  return { name: 'resolveReview', args: { caseId, decision, why: 'decided' } };
}

function decideMeasure(world: World, { id: caseId, plan }: Case): NewMutation | null {
  const { measureId } = plan.params;
  if (typeof measureId !== 'string') return null;
  const approve = world.rng.next() < 0.85;
  return { name: 'decideMeasure', args: { caseId, measureId, approve, why: 'decided' } };
}

function propose({ id: caseId, plan }: Case, now: number): NewMutation | null {
  if (plan.notBefore === null || plan.notBefore > now) return null;
  const level = plan.code === 'waiting' ? 'outgoing' : 'both';
  return { name: 'proposeMeasure', args: { caseId, level, why: 'time is over' } };
}

/** What this person can decide about a case as the desk shows it. */
function offerOn(world: World, user: SignedInUser, subject: Case): Offer | null {
  const { plan, id: caseId } = subject;
  const investigates = isLead(user) || user.permissions.includes('findings');
  const offer = (made: NewMutation | null, weight: number) => (made ? { subject, made, weight } : null);
  switch (plan.code) {
    case 'awaiting_investigation':
      return investigates ? offer({ name: 'beginInvestigation', args: { caseId } }, 1) : null;
    case 'awaiting_finding':
      return investigates ? offer(finding(world, subject), 3) : null;
    case 'new_evidence':
      return investigates ? offer(finding(world, subject), 5) : null;
    case 'appeal_review':
      if (!isLead(user)) return null;
      return offer(
        { name: 'decideAppeal', args: { caseId, uphold: world.rng.next() < 0.5, why: 'heard' } },
        8,
      );
    case 'dispute_review':
      if (investigates && world.rng.next() < 0.5) return offer(finding(world, subject), 6);
      return isLead(user) ? offer(review(world, subject), 6) : null;
    case 'approval_due':
      return isLead(user) ? offer(decideMeasure(world, subject), 10) : null;
    case 'waiting':
    case 'second_waiting':
      return offer(propose(subject, world.now), 10);
    default:
      return plan.kind === 'review' && isLead(user) ? offer(review(world, subject), 6) : null;
  }
}

function doubtfulCallsOn(desk: SimDesk): { subject: Case; attemptIds: string[] }[] {
  return casesOf(desk).flatMap((subject) => {
    const doubted = doubtedIn(subject.history);
    const calls = subject.history.filter(({ id, byId }) => doubted.has(id) && byId !== desk.user.id);
    return calls.length > 0 ? [{ subject, attemptIds: calls.slice(0, 200).map(({ id }) => id) }] : [];
  });
}

/** A lead lets doubtful calls of others count, rightly or not. */
export const confirm: Action = async (world) => {
  const desk = pick(
    world.rng,
    world.desks.filter(({ user }) => isLead(user)),
  );
  // Who looks for them has what is new.
  if (doubtfulCallsOn(desk).length === 0) await exchangeAll(desk);
  const offers = doubtfulCallsOn(desk);
  if (offers.length === 0) return;
  const { subject, attemptIds } = pick(world.rng, offers);
  world.traps.fire('doubtful calls confirmed');
  desk.does(subject, { name: 'confirmCalls', args: { caseId: subject.id, attemptIds, commandId: null } });
};

/**
 * Decisions that the desk would not offer: central and the desk must refuse them, or take them for what they
 * are.
 */
function unasked(world: World, user: SignedInUser, subject: Case): NewMutation {
  const { id: caseId } = subject;
  const all: NewMutation[] = [
    finding(world, subject),
    review(world, subject),
    { name: 'beginInvestigation', args: { caseId } },
    { name: 'decideAppeal', args: { caseId, uphold: true, why: 'heard' } },
    { name: 'proposeMeasure', args: { caseId, level: 'outgoing', why: 'early' } },
    { name: 'decideMeasure', args: { caseId, measureId: user.id, approve: true, why: 'none' } },
  ];
  return pick(world.rng, all);
}

/** Somebody decides something, mostly what the desk asks for. */
export const decide: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const cases = casesOf(desk);
  if (cases.length === 0) return;
  const offers = cases.flatMap((subject) => offerOn(world, desk.user, subject) ?? []);
  if (offers.length === 0 || world.rng.next() < 0.08) {
    const subject = pick(world.rng, cases);
    desk.does(subject, unasked(world, desk.user, subject));
    return;
  }
  const { subject, made } = pick(
    world.rng,
    offers.flatMap((offer) => Array.from({ length: offer.weight }, () => offer)),
  );
  const outcome = desk.does(subject, made);
  // What a case asks for is possible, or it would wait for ever.
  if (outcome?.ok === false && outcome.code === 'illegal_transition')
    world.violated(
      `M17 ${subject.externalId}: ${made.name} is refused although ${subject.plan.code} is next`,
    );
};

/** A finding about a number that many people report, on a case that need not wait for one. */
export const find: Action = async (world) => {
  const able = world.desks.filter(({ user }) => isLead(user) || user.permissions.includes('findings'));
  const desk = pick(world.rng, able);
  const cases = casesOf(desk).filter(({ kind }) => kind === 'spam_report');
  if (cases.length === 0) return;
  const subject = pick(world.rng, cases);
  desk.does(subject, finding(world, subject));
};
