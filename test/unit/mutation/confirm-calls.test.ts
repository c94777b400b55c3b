import { describe, expect, test } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { doubtfulCalls, type FactFlag } from '../../../shared/case/history.ts';
import { callsOf } from '../../../shared/case/number-calls.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import type { ConfirmCalls, Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY } from '../../../shared/time.ts';
import {
  AGENT,
  by,
  call,
  card,
  decidedReport,
  LEAD,
  local,
  OTHER_TEAM,
  owned,
  uuid,
} from '../support/builders.ts';

const DAYS = ['02', '03', '04', '05', '06', '07'].map((day) => local(`2026-03-${day} 10:00`));

function done(mutation: Mutation, subject: Case, context = by(AGENT, 'agent')): Case {
  const result = apply(mutation, new Map([[subject.id, subject]]), context);
  if (!result.ok) throw new Error(result.code);
  return result.cases[0] ?? subject;
}

/** The case after unanswered calls that central doubts. */
function doubted(subject: Case, disposition = 'NOANS', flags: FactFlag[] = ['before_case']): Case {
  return DAYS.reduce(
    (current, at, n) => done(call(100 + n, disposition, at), current, { ...by(AGENT, 'agent'), flags }),
    owned(subject),
  );
}

function confirmed(...attempts: number[]): ConfirmCalls {
  const at = Date.parse('2026-03-09T02:00:00Z');
  const args = { caseId: uuid(1), attemptIds: attempts.map(uuid), commandId: null };
  return { id: uuid(500), v: 1, at, name: 'confirmCalls', args };
}

const ALL = DAYS.map((_, n) => 100 + n);
const lead = by(LEAD, 'lead');

describe('doubtful calls', () => {
  test.each([card(), decidedReport()])('that reached nobody only keep the next call away', (subject) => {
    const after = doubted(subject);
    expect(after.plan).toMatchObject({ code: 'first_call', attempt: 1 });
    const plain = callsOf(doubted(subject, 'NOANS', []));
    expect(callsOf(after)).toEqual(plain.map((call) => ({ ...call, doubtful: true })));
    expect(after.history.filter(({ type }) => type === 'attempt')).toHaveLength(DAYS.length);
    expect(doubtfulCalls(after.history)).toEqual(ALL.map(uuid));
  });

  test('count like any others once a lead confirms them', () => {
    const plain = doubted(card(), 'NOANS', []);
    const after = done(confirmed(...ALL), doubted(card()), lead);
    expect(plain.plan.code).toBe('notice_requested');
    expect({ ...after.plan, params: { ...after.plan.params } }).toEqual(plain.plan);
    expect(after.stage).toBe(plain.stage);
    expect(callsOf(after)).toEqual(callsOf(plain));
    expect(doubtfulCalls(after.history)).toEqual([]);
  });

  test('count one by one', () => {
    const after = done(confirmed(100, 102), doubted(card()), lead);
    expect(after.plan.attempt).toBe(3);
    expect(doubtfulCalls(after.history)).toEqual([101, 103, 104, 105].map(uuid));
  });

  test.each([
    ['RN_OK', card()],
    ['RN_DONE', card()],
    ['RN_REFUSE', card()],
    ['DNC', card()],
    ['FB_OK', decidedReport()],
    ['DNC', decidedReport()],
  ])(
    '%s ends nothing: a lead looks at it, and a decision or a proof settles that',
    (disposition, subject) => {
      const once = done(call(100, disposition, DAYS[0] ?? 0), owned(subject), {
        ...by(AGENT, 'agent'),
        flags: ['contact_since'],
      });
      expect(once.plan).toMatchObject({ kind: 'review', code: 'doubtful_review' });
      expect(once.closedAt).toBeNull();
      const review = { caseId: uuid(1), decision: 'call_again', why: '核实' } as const;
      const decided = done(
        {
          id: uuid(600),
          v: 1,
          at: DAYS[1] ?? 0,
          name: 'resolveReview',
          args: { ...review, answers: [uuid(100)] },
        },
        once,
        lead,
      );
      expect(decided.plan).toMatchObject({ kind: 'call', attempt: 1 });
      const proof = subject.kind === 'real_name' ? 'RN_OK' : 'FB_OK';
      expect(done(call(101, proof, DAYS[1] ?? 0), once).plan.code).toBe('closed_reached');
    },
  );

  test('agree on a time without taking back the wish for no calls', () => {
    const wish = done(call(100, 'DNC', DAYS[0] ?? 0), owned(decidedReport()));
    const later = call(101, 'LATER', DAYS[1] ?? 0, { callbackAt: DAYS[3] ?? 0 });
    const known = { ...later, args: { ...later.args, answers: [uuid(100)] } };
    expect(done(known, wish).plan.code).toBe('appointment');
    const doubtful = done(known, wish, { ...by(AGENT, 'agent'), flags: ['case_not_held'] });
    expect(doubtful.plan).toMatchObject({ kind: 'message', code: 'do_not_call' });
  });

  test('of one person are kept beside the case above a number, on whatever days they are said to be', () => {
    const flood = Array.from({ length: 65 }, (_, n) => n).reduce<Case>(
      (current, n) =>
        done(call(100 + n, 'NOANS', (DAYS[0] ?? 0) - n * DAY), current, {
          ...by(AGENT, 'agent'),
          flags: ['before_case'],
        }),
      owned(card()),
    );
    expect(flood.history.filter(({ type }) => type === 'attempt')).toHaveLength(60);
    expect(flood.beyond?.attempt).toBe(5);
    const honest = done(call(400, 'NOANS', DAYS[1] ?? 0), flood);
    expect(honest.plan.attempt).toBe(2);
  });

  test('that are corrected stay doubtful', () => {
    const subject = doubted(card());
    const after = done(
      {
        id: uuid(300),
        v: 1,
        at: Date.parse('2026-03-08T02:00:00Z'),
        name: 'correctAttempt',
        args: {
          caseId: uuid(1),
          attemptId: uuid(100),
          disposition: 'BUSY',
          reason: null,
          callbackAt: null,
          dispositionsVersion: 1,
          why: '按错了',
        },
      },
      subject,
    );
    expect(after.plan.code).toBe('first_call');
    expect(doubtfulCalls(after.history)).toContain(uuid(100));
  });
});

describe('a confirmation', () => {
  test.each([
    ['by an agent', by(uuid(9_100), 'agent'), 'forbidden'],
    ['by a lead of another team', { ...lead, author: { ...lead.author, teamId: OTHER_TEAM } }, 'forbidden'],
    ['of calls of one’s own', by(AGENT, 'lead'), 'own_call'],
  ])('%s is refused', (_, context, code) => {
    const subject = doubted(card());
    expect(apply(confirmed(...ALL), new Map([[subject.id, subject]]), context)).toMatchObject({
      ok: false,
      code,
    });
  });

  test('of a call that the case does not have is refused', () => {
    const subject = doubted(card());
    const result = apply(confirmed(100, 999), new Map([[subject.id, subject]]), lead);
    expect(result).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('of what counts already changes nothing', () => {
    const subject = doubted(card(), 'NOANS', ['clock_off']);
    expect(done(confirmed(...ALL), subject, lead)).toBe(subject);
    const once = done(confirmed(...ALL), doubted(card()), lead);
    expect(done({ ...confirmed(...ALL), id: uuid(501) }, once, lead)).toBe(once);
  });

  test('of a refusal begins the measures that waited for it', () => {
    const subject = done(call(100, 'RN_REFUSE', DAYS[0] ?? 0), owned(card()), {
      ...by(AGENT, 'agent'),
      flags: ['contact_since'],
    });
    expect(subject.plan.code).toBe('doubtful_review');
    expect(done(confirmed(100), subject, lead).plan.code).toBe('notice_requested');
  });
});
