import { describe, expect, it } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import { checkAttempt } from '../../../shared/mutation/attempt.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import {
  AGENT,
  attemptsOf,
  by,
  COLLEAGUE,
  call,
  card,
  decidedReport,
  LEAD,
  local,
  move,
  owned,
  shown,
  uuid,
} from '../support/builders.ts';
import { caseAfter, run } from '../support/run.ts';

const agent = by(AGENT, 'agent');
const morning = local('2026-03-02 09:30');
const report = owned(decidedReport());
const flagsOf = (subject: Case, n: number) => attemptsOf(subject).find(({ id }) => id === uuid(n))?.flags;

describe('a result', () => {
  it('closes the case when the person was reached and told', () => {
    const closed = caseAfter(report, agent, call(10, 'FB_OK', morning, { note: '谢谢' }));
    expect(closed).toMatchObject({ stage: 'closed', closedAt: morning + MINUTE, assigneeId: AGENT });
    expect(attemptsOf(closed)[0]).toMatchObject({
      byId: AGENT,
      reached: true,
      final: true,
      note: '谢谢',
      flags: [],
    });
    expect(Case.parse(closed)).toEqual(closed);
  });

  it('of somebody who lost the case still closes it, flagged, and leaves it with its owner', () => {
    const closed = caseAfter(owned(report, COLLEAGUE), agent, call(10, 'FB_OK', morning));
    expect(closed).toMatchObject({ stage: 'closed', assigneeId: COLLEAGUE });
    expect(flagsOf(closed, 10)).toEqual(['not_owner']);
  });

  it('that comes late and reached nobody counts and moves the gap, nothing else', () => {
    const first = caseAfter(
      owned(report, COLLEAGUE),
      by(COLLEAGUE, 'agent'),
      call(10, 'NOANS', local('2026-03-02 14:10')),
    );
    const late = caseAfter(first, agent, call(11, 'NOANS', local('2026-03-02 11:00')));
    expect(late).toMatchObject({ assigneeId: COLLEAGUE, stage: 'to_call' });
    expect(late.plan.attempt).toBe(3);
    expect(shown(late.plan.notBefore)).toBe('2026-03-03 09:00');
    expect(attemptsOf(late).map(({ id }) => id)).toEqual([uuid(11), uuid(10)]);
  });

  describe('of somebody who lost the case to a colleague with an appointment', () => {
    const colleague = by(COLLEAGUE, 'agent');
    const moved = caseAfter(report, by(LEAD, 'lead'), move(20, null, COLLEAGUE, morning));
    const agreedAt = local('2026-03-03 10:00');
    const agreed = caseAfter(moved, colleague, call(10, 'LATER', morning + HOUR, { callbackAt: agreedAt }));
    const other = { callbackAt: local('2026-03-04 16:00') };

    it.each([
      ['that agrees another time', call(11, 'LATER', morning + 4 * HOUR, other)],
      ['that reaches nobody at the agreed time', call(11, 'NOANS', agreedAt)],
      ['that reaches nobody before', call(11, 'NOANS', morning + 4 * HOUR)],
    ])('%s counts and leaves owner and appointment', (_what, late) => {
      const after = caseAfter(agreed, agent, late);
      expect(after).toMatchObject({
        assigneeId: COLLEAGUE,
        assignmentId: uuid(20),
        stage: 'to_call',
        dueAt: agreed.dueAt,
        plan: { code: 'appointment', params: { appointmentAt: agreedAt } },
      });
      expect(after.plan.attempt).toBe(agreed.plan.attempt + 1);
      expect(flagsOf(after, 11)).toEqual(['not_owner']);
    });

    it('that tells the person the result closes it', () => {
      expect(caseAfter(agreed, agent, call(11, 'FB_OK', morning + 2 * HOUR))).toMatchObject({
        stage: 'closed',
        assigneeId: COLLEAGUE,
      });
    });

    it('agrees a time where there is none, and may move that one', () => {
      const first = caseAfter(moved, agent, call(11, 'LATER', morning + HOUR, { callbackAt: agreedAt }));
      expect(first.plan.params).toMatchObject({ appointmentAt: agreedAt });
      const second = caseAfter(first, agent, call(12, 'LATER', morning + 2 * HOUR, other));
      expect(second.plan.params).toMatchObject({ appointmentAt: other.callbackAt });
    });

    it('gives way to the owner and to a lead', () => {
      for (const context of [colleague, by(LEAD, 'lead')]) {
        const after = caseAfter(agreed, context, call(12, 'LATER', morning + 2 * HOUR, other));
        expect(after.plan.params).toMatchObject({ appointmentAt: other.callbackAt });
      }
    });
  });

  it('on a closed case is kept and flagged', () => {
    const late = caseAfter(report, agent, call(10, 'FB_OK', morning), call(11, 'FB_OK', morning + HOUR));
    expect(flagsOf(late, 11)).toEqual(['case_closed', 'duplicate_contact']);
    expect(late).toMatchObject({ stage: 'closed', closedAt: morning + MINUTE });
  });

  it('that this version does not know is kept and handed to a person', () => {
    const kept = caseAfter(report, agent, call(10, 'FROM_2031', morning));
    expect(flagsOf(kept, 10)).toEqual(['unknown_disposition']);
    expect(kept).toMatchObject({ stage: 'in_review', plan: { code: 'policy_unavailable' } });
  });

  it('of the other kind of case never closes this one', () => {
    const kept = caseAfter(owned(card()), agent, call(10, 'FB_OK', morning));
    expect(flagsOf(kept, 10)).toEqual(['disposition_not_allowed']);
    expect(kept.stage).toBe('in_review');
  });

  it('from a device ahead of the time is moved back as a whole and flagged', () => {
    const ahead = call(10, 'NOANS', morning + 6 * MINUTE);
    const kept = caseAfter(report, by(AGENT, 'agent', morning + MINUTE), ahead);
    expect(attemptsOf(kept)[0]).toMatchObject({
      at: morning + MINUTE,
      startedAt: morning,
      endedAt: morning + MINUTE,
      flags: ['clock_off'],
    });
  });

  it('of an incoming call is no attempt of ours', () => {
    const called = caseAfter(
      report,
      agent,
      call(10, 'LATER', morning, { direction: 'inbound', callbackAt: morning + HOUR }),
    );
    expect(attemptsOf(called)[0]?.counted).toBe(false);
    expect(called.plan).toMatchObject({ code: 'appointment', attempt: 1 });
  });

  it('about a case that is not here is accepted without a trace', () => {
    expect(apply(call(10, 'NOANS', morning), new Map(), agent)).toEqual({ ok: true, cases: [], flags: [] });
  });

  it('that is already in the history changes nothing and repeats its flags', () => {
    const once = caseAfter(owned(report, null), agent, call(10, 'NOANS', morning));
    expect(run(once, call(10, 'FB_OK', morning), agent)).toEqual({
      ok: true,
      cases: [],
      flags: ['not_owner'],
    });
  });
});

describe('a promise', () => {
  it('is four calling hours for the first call, then seven days for the loop', () => {
    expect(shown(report.dueAt)).toBe('2026-03-02 15:00');
    expect(shown(caseAfter(report, agent, call(10, 'NOANS', morning)).dueAt)).toBe('2026-03-09 08:00');
  });
});

describe('before saving', () => {
  const args = call(10, 'NOANS', morning).args;
  it.each([
    ['FROM_2031', {}, 'unknown_disposition'],
    ['RN_OK', {}, 'disposition_not_allowed'],
    ['LATER', {}, 'missing_callback_time'],
    ['LATER', { callbackAt: morning }, 'missing_callback_time'],
    ['LATER', { callbackAt: morning + HOUR }, undefined],
    ['FB_DISPUTE', { reason: ' ' }, 'missing_reason'],
    ['FB_DISPUTE', { reason: '没有处理' }, undefined],
    ['FB_MORE', { note: '\n' }, 'missing_note'],
    ['FB_MORE', { note: '有截图' }, undefined],
    ['NOANS', {}, undefined],
  ])('%s with %j asks for %s', (disposition, rest, code) => {
    const refusal = checkAttempt({ ...args, disposition, ...rest }, report, DEFAULT_DISPOSITIONS);
    expect(refusal?.code).toBe(code);
  });
});
