import { describe, expect, it, test } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { admitted, RELATIONS, type Relation } from '../../../shared/mutation/access.ts';
import type { ApplyContext } from '../../../shared/mutation/apply.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import {
  AGENT,
  by,
  card,
  decidedReport,
  local,
  OTHER_TEAM,
  owned,
  undecidedReport,
  uuid,
} from '../support/builders.ts';
import { run } from '../support/run.ts';
import { caseOf, type Event } from '../support/story.ts';

/**
 * Every command by every relation, and what is said to it: `ok`, `no` (forbidden) or `kept` (without effect).
 */
const EXPECTED = `
                    owner former visitor colleague lead admin foreign
logAttempt          ok    ok     ok      ok        ok   ok    kept
correct own         ok    ok     ok      ok        ok   ok    no
correct another's   no    no     no      no        ok   ok    no
confirmCalls        no    no     no      no        ok   ok    no
addNote             ok    ok     ok      ok        ok   ok    no
recordReveal        ok    ok     ok      ok        ok   ok    no
addNumber           ok    no     ok      no        ok   ok    no
reassign            no    no     no      no        ok   ok    no
beginInvestigation  no    no     no      no        ok   ok    no
begin, permitted    ok    ok     ok      ok        ok   ok    no
recordFinding       no    no     no      no        ok   ok    no
record, permitted   ok    ok     ok      ok        ok   ok    no
resolveReview       no    no     no      no        ok   ok    no
proposeMeasure      ok    ok     ok      ok        ok   ok    no
decideMeasure       no    no     no      no        ok   ok    no
decideAppeal        no    no     no      no        ok   ok    no
`;

const caseId = uuid(1);
const FORMER = uuid(9_013);
const IDS: Readonly<Record<Relation, string>> = {
  owner: AGENT,
  former: FORMER,
  visitor: uuid(9_014),
  colleague: uuid(9_015),
  lead: uuid(9_031),
  admin: uuid(9_032),
  foreign: uuid(9_041),
};
const at = local('2026-03-05 10:30');
const made = { id: uuid(50), v: 1 as const, at };
const why = 'x';

const WAITING: Event[] = [
  ['03-02 09:31', 'RN_REFUSE'],
  ['03-02 09:40', 'delivered'],
];
const STORIES: Partial<Record<Mutation['name'], Event[]>> = {
  correctAttempt: [['03-02 09:31', 'BUSY']],
  confirmCalls: [['03-02 09:31', 'BUSY']],
  resolveReview: [['03-02 09:31', 'COMPLAIN']],
  proposeMeasure: WAITING,
  decideMeasure: [...WAITING, ['03-05 10:00', 'propose']],
  decideAppeal: [...WAITING, ['03-03 10:00', 'RN_APPEAL', 'in']],
};
const OF_REPORTS = ['beginInvestigation', 'recordFinding'];
const OF_CARDS = ['proposeMeasure', 'decideMeasure', 'decideAppeal'];

/**
 * The case before a command, at a stage that takes it where its kind has one; another agent had it before.
 */
function stageFor(name: Mutation['name'], kind: Case['kind']): Case {
  const fresh =
    kind === 'real_name' ? card() : name === 'beginInvestigation' ? undecidedReport() : decidedReport();
  const fits = kind === 'real_name' || !OF_CARDS.includes(name);
  const subject = caseOf(owned(fresh), (fits && STORIES[name]) || []);
  const entry = { id: uuid(60), at: 0, byId: null, type: 'assignment', fromId: FORMER, toId: AGENT } as const;
  const history = subject.history.map((each) =>
    name === 'confirmCalls' && each.type === 'attempt' ? { ...each, flags: ['before_case' as const] } : each,
  );
  return { ...subject, history: [entry, ...history] };
}

function commandOn(name: Mutation['name'], subject: Case): Mutation {
  const attempt = subject.history.find((entry) => entry.type === 'attempt');
  const result = { disposition: 'NOANS', reason: null, callbackAt: null, dispositionsVersion: 1 };
  const call = { direction: 'outbound', dialled: 'phone', startedAt: at, endedAt: at } as const;
  switch (name) {
    case 'logAttempt':
      return {
        ...made,
        name,
        args: { caseId, ...result, ...call, note: '', evidence: [], run: null, policyVersion: 1 },
      };
    case 'correctAttempt':
      return { ...made, name, args: { caseId, attemptId: attempt?.id ?? '', why, ...result } };
    case 'confirmCalls':
      return { ...made, name, args: { caseId, attemptIds: [attempt?.id ?? ''], commandId: null } };
    case 'addNote':
      return { ...made, name, args: { caseId, text: 'x' } };
    case 'recordReveal':
    case 'beginInvestigation':
      return { ...made, name, args: { caseId } };
    case 'addNumber':
      return { ...made, name, args: { caseId, phone: '02155550000' } };
    case 'reassign':
      return { ...made, name, args: { caseId, expected: null, toId: uuid(9_015), commandId: null } };
    case 'recordFinding':
      return { ...made, name, args: { caseId, verdict: 'insufficient', action: null } };
    case 'resolveReview':
      return { ...made, name, args: { caseId, decision: 'call_again', why } };
    case 'proposeMeasure':
      return { ...made, name, args: { caseId, level: 'outgoing', why } };
    case 'decideMeasure':
      return {
        ...made,
        name,
        args: { caseId, measureId: String(subject.plan.params.measureId), approve: true, why },
      };
    case 'decideAppeal':
      return { ...made, name, args: { caseId, uphold: true, why } };
  }
}

const ROWS: Readonly<Record<string, Mutation['name']>> = {
  'correct own': 'correctAttempt',
  "correct another's": 'correctAttempt',
  'begin, permitted': 'beginInvestigation',
  'record, permitted': 'recordFinding',
};

function contextFor(relation: Relation, permitted: boolean): ApplyContext {
  const role = relation === 'lead' || relation === 'admin' ? relation : 'agent';
  const context = by(IDS[relation], role, at);
  return {
    ...context,
    author: {
      ...context.author,
      permissions: permitted ? ['findings'] : [],
      ...(relation === 'foreign' && { teamId: OTHER_TEAM }),
    },
    tiesTo: () => ({ had: false, visited: relation === 'visitor' }),
  };
}

const cells = EXPECTED.trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const label = line.slice(0, 20).trim();
    const said = line.slice(20).trim().split(/\s+/);
    return RELATIONS.flatMap((relation, index) =>
      (['spam_report', 'real_name'] as const).map((kind) => ({
        label,
        relation,
        kind,
        said: said[index] ?? '',
      })),
    );
  });

describe('every command by every relation to a case', () => {
  test.each(cells)('$label on a $kind by $relation: $said', ({ label, relation, kind, said }) => {
    const name = ROWS[label] ?? (label as Mutation['name']);
    const stage = stageFor(name, kind);
    const subject: Case =
      label === 'correct own'
        ? {
            ...stage,
            history: stage.history.map((entry) =>
              entry.type === 'attempt' ? { ...entry, byId: IDS[relation] } : entry,
            ),
          }
        : label === "correct another's"
          ? {
              ...stage,
              history: stage.history.map((entry) =>
                entry.type === 'attempt' ? { ...entry, byId: uuid(9_099) } : entry,
              ),
            }
          : stage;
    const result = run(subject, commandOn(name, subject), contextFor(relation, label.includes('permitted')));
    const fits = !(kind === 'spam_report' ? OF_CARDS : OF_REPORTS).includes(name);
    if (said === 'no') expect(result).toEqual({ ok: false, code: 'forbidden', params: {} });
    else if (said === 'kept') expect(result).toEqual({ ok: true, cases: [], flags: ['foreign_team'] });
    else if (fits) expect(result).toMatchObject({ ok: true, cases: [{ id: caseId }] });
    else expect(result).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('a lead or admin of another team', () => {
  it.each(['lead', 'admin'] as const)('does no more than its agents: %s', (role) => {
    const author = { id: IDS.foreign, role, teamId: OTHER_TEAM, permissions: ['findings' as const] };
    const names = [...new Set(cells.map(({ label }) => ROWS[label] ?? (label as Mutation['name'])))];
    const verdicts = names.map((name) => {
      const subject = stageFor(name, 'real_name');
      return admitted(commandOn(name, subject), subject, author, { had: true, visited: true });
    });
    expect(verdicts).toEqual(names.map((name) => (name === 'logAttempt' ? 'kept' : 'forbidden')));
  });
});

describe('a number that the owner noted before the case was moved', () => {
  const moved: Case = {
    ...owned(decidedReport(), IDS.colleague),
    history: [
      { id: uuid(61), at: at + 1, byId: IDS.lead, type: 'assignment', fromId: AGENT, toId: IDS.colleague },
    ],
  };
  const number = commandOn('addNumber', moved);

  it('is taken from whose desk could not know of the move, and by no time that its author says', () => {
    const context = contextFor('owner', false);
    const had = { ...context, tiesTo: () => ({ had: true, visited: false }) };
    expect(run(moved, number, had).ok).toBe(true);
    expect(run(moved, number, context)).toMatchObject({ ok: false, code: 'forbidden' });
  });
});
