import { describe, expect, it } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import type { CorrectAttempt } from '../../../shared/mutation/mutation.ts';
import { HOUR } from '../../../shared/time.ts';
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
  owned,
  uuid,
} from '../support/builders.ts';
import { caseAfter, run } from '../support/run.ts';

const agent = by(AGENT, 'agent');
const morning = local('2026-03-02 09:30');
const report = owned(decidedReport());

function correct(
  n: number,
  attempt: number,
  disposition: string,
  rest: Partial<CorrectAttempt['args']> = {},
): CorrectAttempt {
  return {
    id: uuid(n),
    v: 1,
    at: morning + HOUR,
    name: 'correctAttempt',
    args: {
      caseId: uuid(1),
      attemptId: uuid(attempt),
      disposition,
      reason: null,
      callbackAt: null,
      dispositionsVersion: 1,
      why: '按错了',
      ...rest,
    },
  };
}

describe('a correction', () => {
  it('opens a case that was closed by mistake, and both results stay in the history', () => {
    const closed = caseAfter(report, agent, call(10, 'FB_OK', morning));
    const corrected = caseAfter(closed, agent, correct(20, 10, 'NOANS'));
    const asLogged = caseAfter(report, agent, call(10, 'NOANS', morning));
    expect(corrected).toMatchObject({ stage: 'to_call', closedAt: null, assigneeId: AGENT });
    expect(corrected.plan).toMatchObject({ kind: 'call', code: asLogged.plan.code, attempt: 2 });
    expect(attemptsOf(corrected)[0]).toMatchObject({ disposition: 'FB_OK', final: true });
    expect(corrected.history.at(-1)).toMatchObject({
      type: 'correction',
      attemptId: uuid(10),
      disposition: 'NOANS',
      why: '按错了',
      byId: AGENT,
    });
    expect(Case.parse(corrected)).toEqual(corrected);
  });

  it('closes a case at the time of the call when the person had been reached after all', () => {
    const open = caseAfter(report, agent, call(10, 'NOANS', morning));
    const corrected = caseAfter(open, agent, correct(20, 10, 'FB_OK'));
    expect(corrected).toMatchObject({ stage: 'closed', closedAt: attemptsOf(open)[0]?.at });
  });

  it('leads anywhere a right result would have led, also from a closed card', () => {
    const closed = caseAfter(owned(card()), agent, call(10, 'RN_DONE', morning));
    expect(closed.stage).toBe('closed');
    for (const disposition of ['RN_REFUSE', 'RN_AGREE', 'RN_SENT', 'NOANS']) {
      const corrected = caseAfter(closed, agent, correct(20, 10, disposition));
      expect(corrected.stage).toBe(caseAfter(owned(card()), agent, call(10, disposition, morning)).stage);
    }
  });

  it('is itself corrected by a newer one, whichever arrives first', () => {
    const open = caseAfter(report, agent, call(10, 'NOANS', morning));
    const first = correct(20, 10, 'FB_OK');
    const second = { ...correct(21, 10, 'BUSY'), at: first.at + HOUR };
    const inOrder = caseAfter(open, agent, first, second);
    const turned = caseAfter(open, agent, second, first);
    expect(inOrder.stage).toBe('to_call');
    expect(turned.history).toEqual(inOrder.history);
    expect(turned).toMatchObject({ stage: inOrder.stage, closedAt: null });
  });

  it('is made once, by the author of the call or by a lead', () => {
    const open = caseAfter(report, agent, call(10, 'NOANS', morning));
    const refused = { ok: false, code: 'forbidden', params: {} };
    expect(run(open, correct(20, 10, 'BUSY'), by(COLLEAGUE, 'agent'))).toEqual(refused);
    expect(run(open, correct(20, 99, 'BUSY'), agent)).toEqual({ ok: false, code: 'not_found', params: {} });
    const byLead = caseAfter(open, by(LEAD, 'lead'), correct(20, 10, 'BUSY'));
    expect(byLead.history.at(-1)).toMatchObject({ byId: LEAD });
    expect(run(byLead, correct(20, 10, 'BUSY'), agent)).toEqual({ ok: true, cases: [], flags: [] });
  });
});
