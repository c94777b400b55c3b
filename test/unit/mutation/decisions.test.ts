import { describe, expect, it } from 'vitest';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { AGENT, by, card, decidedReport, LEAD, local, OTHER_TEAM, owned, uuid } from '../support/builders.ts';
import { type Event, line, worldAfter } from '../support/story.ts';

const SECOND = uuid(9_022);
const caseId = uuid(1);
const lead = by(LEAD, 'lead');
const second = by(SECOND, 'lead');
const elsewhere = { ...lead, author: { ...lead.author, teamId: OTHER_TEAM } };
const at = local('2026-03-05 10:30');
const made = { id: uuid(50), v: 1 as const, at };

const WAITING: Event[] = [
  ['03-02 09:31', 'RN_REFUSE'],
  ['03-02 09:40', 'delivered'],
];
const PROPOSED: Event[] = [...WAITING, ['03-05 10:00', 'propose']];
const APPEALED: Event[] = [...WAITING, ['03-03 10:00', 'RN_APPEAL', 'in']];

const propose = (level: 'outgoing' | 'both', when = at): Mutation => ({
  ...made,
  at: when,
  name: 'proposeMeasure',
  args: { caseId, level, why: 'x' },
});
const decide = (measureId: string): Mutation => ({
  ...made,
  name: 'decideMeasure',
  args: { caseId, measureId, approve: true, why: 'x' },
});
const appeal: Mutation = { ...made, name: 'decideAppeal', args: { caseId, uphold: true, why: 'x' } };
const review = (decision: 'call_again' | 'message' | 'ladder'): Mutation => ({
  ...made,
  name: 'resolveReview',
  args: { caseId, decision, why: 'x' },
});

describe('a decision about a card', () => {
  it.each<[string, Event[], Mutation, typeof lead, string]>([
    ['proposed on the ground', [], propose('outgoing'), lead, 'illegal_transition'],
    ['of the second rung first', WAITING, propose('both'), lead, 'illegal_transition'],
    [
      'within the waiting time',
      WAITING,
      propose('outgoing', local('2026-03-04 10:00')),
      lead,
      'waiting_time',
    ],
    ['of another team', WAITING, propose('outgoing'), elsewhere, 'forbidden'],
    ['proposed twice', PROPOSED, propose('outgoing'), second, 'illegal_transition'],
    ['about the own proposal', PROPOSED, decide('own'), lead, 'own_proposal'],
    ['about another proposal', PROPOSED, decide(uuid(77)), second, 'superseded'],
    ['about a proposal, by an agent', PROPOSED, decide('own'), by(AGENT, 'agent'), 'forbidden'],
    ['about no proposal', WAITING, decide(uuid(77)), second, 'illegal_transition'],
    ['about no appeal', WAITING, appeal, lead, 'not_in_review'],
    ['about an appeal, by an agent', APPEALED, appeal, by(AGENT, 'agent'), 'forbidden'],
    ['about an appeal, as about a review', APPEALED, review('ladder'), lead, 'not_in_review'],
    ['about no review', WAITING, review('ladder'), lead, 'not_in_review'],
    ['for a message to a card', [['03-02 09:31', 'COMPLAIN']], review('message'), lead, 'illegal_transition'],
  ])('%s is refused', (_, events, mutation, context, code) => {
    const world = worldAfter([owned(card())], events);
    const before = world.of(caseId);
    const { measureId } = before.plan.params;
    const about: Mutation =
      mutation.name === 'decideMeasure' && mutation.args.measureId === 'own'
        ? { ...mutation, args: { ...mutation.args, measureId: String(measureId) } }
        : mutation;
    expect(world.act(about, context)).toMatchObject({ ok: false, code });
    expect(world.of(caseId)).toBe(before);
  });

  it('tells until when the waiting time lasts', () => {
    const world = worldAfter([owned(card())], WAITING);
    const until = local('2026-03-05 09:40');
    expect(world.act(propose('outgoing', until - 1), lead)).toEqual({
      ok: false,
      code: 'waiting_time',
      params: { until },
    });
    expect(world.act(propose('outgoing', until), lead).ok).toBe(true);
  });

  it('is taken once', () => {
    const world = worldAfter([owned(card())], PROPOSED);
    const approval = decide(String(world.of(caseId).plan.params.measureId));
    world.act(approval, second);
    const after = world.of(caseId);
    expect(world.act(approval, second)).toEqual({ ok: true, cases: [], flags: [] });
    expect(world.of(caseId)).toBe(after);
  });
});

describe('a decision about a report', () => {
  it.each<[string, Mutation, string]>([
    ['for the ladder', review('ladder'), 'illegal_transition'],
    ['about a measure', propose('outgoing'), 'not_found'],
    ['about an appeal', appeal, 'not_found'],
  ])('%s is refused', (_, mutation, code) => {
    const world = worldAfter([owned(decidedReport())], [['03-02 09:31', 'COMPLAIN']]);
    expect(world.act(mutation, lead)).toMatchObject({ ok: false, code });
  });

  it('to call again holds also against the wish for no calls', () => {
    const events: Event[] = [
      ['03-02 09:31', 'DNC'],
      ['03-02 10:00', 'undelivered'],
    ];
    const world = worldAfter([owned(decidedReport())], events);
    world.act(review('call_again'), lead);
    expect(line(world.of(caseId))).toBe('to_call: first_call 03-05 10:30-12:00 1/5');
  });
});
