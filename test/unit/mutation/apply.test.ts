import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import { type Mutation, reads } from '../../../shared/mutation/mutation.ts';
import { anyCalls, anyCase } from '../support/arbitraries.ts';
import {
  AGENT,
  by,
  COLLEAGUE,
  call,
  decidedReport,
  LEAD,
  local,
  move,
  OPENED,
  OTHER_TEAM,
  owned,
  uuid,
} from '../support/builders.ts';
import { caseAfter, run } from '../support/run.ts';

const lead = by(LEAD, 'lead');
const agent = by(AGENT, 'agent');
const report = owned(decidedReport());

const anyOther: fc.Arbitrary<Mutation> = fc.integer({ min: 0, max: 9 }).chain((n) => {
  const made = { id: uuid(2_000 + n), v: 1 as const, at: OPENED + n };
  const caseId = uuid(1);
  return fc.constantFrom<Mutation>(
    { ...made, name: 'addNote', args: { caseId, text: '家里老人接的' } },
    { ...made, name: 'recordReveal', args: { caseId } },
    { ...made, name: 'reassign', args: { caseId, expected: null, toId: COLLEAGUE, commandId: null } },
  );
});
const anyMutations = fc
  .tuple(anyCalls, fc.array(anyOther, { maxLength: 6 }))
  .map(([calls, others]): Mutation[] => [...calls, ...others]);
const anyAuthor = fc.constantFrom(lead, agent, by(COLLEAGUE, 'agent', OPENED), by(LEAD, 'admin'));

describe('any mutations', () => {
  property.prop([anyCase, anyMutations, anyAuthor])(
    'leave valid cases and never a fact less',
    (subject, mutations, author) => {
      let current = subject;
      for (const mutation of mutations) {
        const result = run(current, mutation, author);
        const next = (result.ok ? result.cases[0] : undefined) ?? current;
        if (mutation.name !== 'reassign')
          expect(next.history.some(({ id }) => id === mutation.id)).toBe(true);
        for (const { id } of current.history)
          expect(next.history.some((entry) => entry.id === id)).toBe(true);
        current = next;
      }
      expect(Case.parse(current)).toEqual(current);
      expect(current.stage === 'closed').toBe(current.closedAt !== null);
    },
  );

  property.prop([anyCase, anyMutations, anyAuthor])(
    'change nothing the second time',
    (subject, mutations, author) => {
      const apply1 = (current: Case, mutation: Mutation): Case => {
        const result = run(current, mutation, author);
        return (result.ok ? result.cases[0] : undefined) ?? current;
      };
      const once = mutations.reduce(apply1, subject);
      const kept = mutations.filter(({ id }) => once.history.some((entry) => entry.id === id));
      expect(kept.reduce(apply1, once)).toBe(once);
    },
  );

  property.prop([anyMutations, anyAuthor])('are total on a case that is not here', (mutations, author) => {
    for (const mutation of mutations) {
      const result = apply(mutation, new Map(), author);
      expect(result).toEqual(
        mutation.name !== 'reassign'
          ? { ok: true, cases: [], flags: [] }
          : { ok: false, code: 'not_found', params: {} },
      );
      expect(reads(mutation)).toEqual([uuid(1)]);
    }
  });
});

describe('a reassignment', () => {
  it('moves the case and says from whom to whom', () => {
    const moved = caseAfter(report, lead, move(20, null, COLLEAGUE));
    expect(moved).toMatchObject({ assigneeId: COLLEAGUE, assignmentId: uuid(20), plan: report.plan });
    expect(moved.history.at(-1)).toMatchObject({
      type: 'assignment',
      fromId: AGENT,
      toId: COLLEAGUE,
      byId: LEAD,
    });
  });

  it('that another one overtook is told who came first', () => {
    const moved = caseAfter(report, lead, move(20, null, COLLEAGUE));
    const params = { byId: LEAD, at: OPENED, toId: COLLEAGUE };
    expect(run(moved, move(21, null, AGENT), lead)).toEqual({ ok: false, code: 'superseded', params });
    expect(caseAfter(moved, lead, move(22, uuid(20), null))).toMatchObject({
      assigneeId: null,
      assignmentId: uuid(22),
    });
  });

  it.each([
    ['an agent', agent],
    ['a lead of another team', { ...lead, author: { ...lead.author, teamId: OTHER_TEAM } }],
  ])('is not for %s', (_, context) => {
    expect(run(report, move(20, null, COLLEAGUE), context)).toEqual({
      ok: false,
      code: 'forbidden',
      params: {},
    });
  });

  it('cannot move a closed case', () => {
    const closed = caseAfter(report, agent, call(10, 'FB_OK', local('2026-03-02 09:30')));
    expect(run(closed, move(20, null, COLLEAGUE), lead)).toEqual({
      ok: false,
      code: 'case_closed',
      params: {},
    });
  });
});
