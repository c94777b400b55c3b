import { describe, expect, it } from 'vitest';
import { type DecisionName, offersFor } from '../../../renderer/case/decision/offers.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import type { Case } from '../../../shared/case/case.ts';
import { createRealNameCase } from '../../../shared/case/create.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import { Mutation } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { HOUR } from '../../../shared/time.ts';
import { callableCase, idOf, MORNING, TEAM_ID } from '../../support/cases.ts';

type Person = Pick<SignedInUser, 'id' | 'role' | 'teamId' | 'permissions'>;

const person = (name: string, role: Person['role'], rest: Partial<Person> = {}): Person => ({
  id: idOf('person', name),
  role,
  teamId: TEAM_ID,
  permissions: [],
  ...rest,
});
const PEOPLE = [
  person('agent', 'agent'),
  person('investigator', 'agent', { permissions: ['findings'] }),
  person('lead', 'lead'),
  person('proposer', 'lead'),
  person('stranger', 'lead', { teamId: idOf('team', 'other') }),
];

const proposal = idOf('proposal');
const card = createRealNameCase(
  {
    id: idOf('card'),
    externalId: 'RN1',
    teamId: TEAM_ID,
    contact: { name: '陈浩', phone: '17000001234', altPhone: null },
    facts: {
      highRisk: false,
      soldOn: '2025-01-01',
      channel: 'dealer',
      dealerId: null,
      missing: [],
      city: null,
    },
  },
  { library: DEFAULT_LIBRARY, at: MORNING },
);

const planned = (kind: Plan['kind'], code: Plan['code'], rest: Partial<Plan> = {}): Plan => ({
  ...{ kind, code, notBefore: null, notAfter: null, attempt: 0, ofAttempts: 4, params: {} },
  ...rest,
});
const waiting = (notBefore: number) =>
  ({
    ...card,
    stage: 'waiting',
    plan: planned('measure', 'waiting', { notBefore, params: { level: 'outgoing' } }),
  }) satisfies Case;

const doubtful = idOf('doubtful call');
/** After a call of a lead that cannot have been made as it says. */
function doubted(author: Person): Case {
  const args = { disposition: 'NOANS', startedAt: MORNING, endedAt: MORNING, dialled: 'phone', evidence: [] };
  const rest = {
    note: '',
    reason: null,
    callbackAt: null,
    run: null,
    policyVersion: 1,
    dispositionsVersion: 1,
  };
  const mutation = Mutation.parse({
    ...{ id: doubtful, v: 1, at: MORNING, name: 'logAttempt' },
    args: { caseId: card.id, direction: 'outbound', ...args, ...rest },
  });
  const context = { author, receivedAt: MORNING, library: DEFAULT_LIBRARY, flags: ['before_case' as const] };
  const result = apply(mutation, new Map([[card.id, card]]), context);
  if (!result.ok || !result.cases[0]) throw new Error('the call is missing');
  return result.cases[0];
}
const CASES: Record<string, Case> = {
  'card with a doubtful call': doubted(person('lead', 'lead')),
  reported: callableCase(1, { stage: 'reported', plan: planned('blocked', 'awaiting_investigation') }),
  investigating: callableCase(2, { stage: 'investigating', plan: planned('blocked', 'awaiting_finding') }),
  disputed: callableCase(3, { stage: 'in_review', plan: planned('review', 'dispute_review') }),
  callable: callableCase(4),
  'card to call': card,
  'card in its waiting time': waiting(MORNING + HOUR),
  'card after its waiting time': waiting(MORNING - HOUR),
  'card with a wrong number': {
    ...card,
    stage: 'in_review',
    plan: planned('review', 'wrong_number_review'),
  },
  'appealed card': { ...card, stage: 'in_review', plan: planned('review', 'appeal_review') },
  'proposed measure': {
    ...card,
    stage: 'measure_proposed',
    plan: planned('measure', 'approval_due', { params: { level: 'outgoing', measureId: proposal } }),
    history: [
      {
        ...{ id: proposal, at: MORNING - HOUR, byId: idOf('person', 'proposer'), type: 'measure' },
        ...{ step: 'proposed', level: 'outgoing', measureId: proposal, why: 'x' },
      } as Case['history'][number],
    ],
  },
};

/** What each decision sends. */
const COMMANDS: Readonly<Record<Exclude<DecisionName, 'number' | 'investigate'>, object>> = {
  finding: { name: 'recordFinding', args: { verdict: 'confirmed', action: 'closed' } },
  review: { name: 'resolveReview', args: { decision: 'call_again', why: 'x' } },
  appeal: { name: 'decideAppeal', args: { uphold: true, why: 'x' } },
  propose: { name: 'proposeMeasure', args: { level: 'outgoing', why: 'x' } },
  approve: { name: 'decideMeasure', args: { measureId: proposal, approve: true, why: 'x' } },
  confirm: { name: 'confirmCalls', args: { attemptIds: [doubtful] } },
};

function accepts(subject: Case, author: Person, command: object): boolean {
  const { args, ...rest } = { args: {}, ...command };
  const envelope = { id: idOf('decision'), v: 1, at: MORNING };
  const mutation = Mutation.parse({ ...rest, ...envelope, args: { ...args, caseId: subject.id } });
  const context = { author, receivedAt: MORNING, library: DEFAULT_LIBRARY };
  return apply(mutation, new Map([[subject.id, subject]]), context).ok;
}

describe('what a person is offered to decide', () => {
  describe.each(Object.entries(CASES))('%s', (_, subject) => {
    it.each(Object.entries(COMMANDS))('is exactly what would be accepted: %s', (name, command) => {
      const offered = PEOPLE.map((one) =>
        offersFor(subject, one, MORNING).some((offer) => offer.name === name && !offer.own),
      );
      expect(offered).toEqual(PEOPLE.map((one) => accepts(subject, one, command)));
    });
  });

  it('says of one’s own proposal that somebody else has to decide', () => {
    const [, , lead, proposer] = PEOPLE;
    const subject = CASES['proposed measure'];
    if (!lead || !proposer || !subject) throw new Error('the proposal is missing');
    expect(offersFor(subject, proposer, MORNING)[0]).toEqual({ name: 'approve', due: true, own: true });
    expect(offersFor(subject, lead, MORNING)[0]).toEqual({ name: 'approve', due: true, own: false });
  });

  it('puts first what the case waits for', () => {
    const [, , lead] = PEOPLE;
    const { disputed } = CASES;
    if (!lead || !disputed) throw new Error('the dispute is missing');
    expect(offersFor(disputed, lead, MORNING)).toMatchObject([
      { name: 'review', due: true },
      { name: 'finding', due: true },
      { name: 'number', due: false },
    ]);
  });
});
