import { describe, expect, it } from 'vitest';
import type { SpamReportCase } from '../../../shared/case/case.ts';
import { applyFinding } from '../../../shared/mutation/finding.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import {
  AGENT,
  by,
  call,
  decidedReport,
  local,
  owned,
  shown,
  undecidedReport,
  uuid,
  withOneNumber,
} from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const agent = by(AGENT, 'agent');
const at = local('2026-03-04 11:00');
const found = (
  subject: SpamReportCase,
  verdict: 'confirmed' | 'insufficient',
  action: string | null = 'closed',
) =>
  applyFinding(
    subject,
    { verdict, action, decidedAt: at },
    { id: uuid(50), at, byId: null, library: DEFAULT_LIBRARY },
  );

function called(disposition: string, report = decidedReport()): SpamReportCase {
  const subject = caseAfter(owned(report), agent, call(10, disposition, local('2026-03-02 09:30')));
  if (subject.kind !== 'spam_report') throw new Error('a report stays a report');
  return subject;
}

describe('a finding', () => {
  it('makes a waiting report callable within four calling hours', () => {
    const decided = found(undecidedReport(), 'confirmed');
    expect(decided).toMatchObject({ stage: 'decided', plan: { code: 'first_call', attempt: 1 } });
    expect([shown(decided.plan.notBefore), shown(decided.dueAt)]).toEqual([
      '2026-03-04 11:00',
      '2026-03-04 17:00',
    ]);
    expect(decided.history.at(-1)).toMatchObject({ type: 'finding', verdict: 'confirmed', action: 'closed' });
  });

  it('opens a closed report again when the verdict changed', () => {
    expect(found(called('FB_OK'), 'insufficient')).toMatchObject({
      stage: 'to_call',
      closedAt: null,
      plan: { code: 'first_call', attempt: 1 },
    });
  });

  it('leaves a closed report closed when only the action changed', () => {
    expect(found(called('FB_OK'), 'confirmed', 'warned')).toMatchObject({
      stage: 'closed',
      closedAt: local('2026-03-02 09:31'),
      facts: { finding: { action: 'warned' } },
    });
  });

  it.each(['FB_DISPUTE', 'FB_MORE'])(
    'answers %s with a new round, also with the same verdict',
    (disposition) => {
      expect(found(called(disposition), 'confirmed')).toMatchObject({
        stage: 'to_call',
        plan: { code: 'first_call', attempt: 1 },
      });
    },
  );

  it('does not take a wrong number from the lead’s hands', () => {
    expect(found(called('WRONG', withOneNumber(decidedReport())), 'insufficient').stage).toBe('in_review');
  });

  it('changes nothing the second time', () => {
    const once = found(undecidedReport(), 'confirmed');
    expect(found(once, 'confirmed')).toBe(once);
  });
});
