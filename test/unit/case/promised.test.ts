import { describe, expect, it } from 'vitest';
import type { Case, SpamReportCase } from '../../../shared/case/case.ts';
import { promisedOf } from '../../../shared/case/promised.ts';
import { applyFinding } from '../../../shared/mutation/finding.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import {
  AGENT,
  by,
  call,
  decidedReport,
  LEAD,
  OPENED,
  owned,
  undecidedReport,
  uuid,
} from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

function decided(
  subject: Case,
  n: number,
  decidedAt: number,
  verdict: 'confirmed' | 'insufficient',
  at = decidedAt,
) {
  if (subject.kind !== 'spam_report') throw new Error('a report stays a report');
  const finding = { verdict, action: `look ${n}`, decidedAt };
  return applyFinding(subject, finding, { id: uuid(n), at, byId: null, library: DEFAULT_LIBRARY });
}

const since = (subject: Case) => promisedOf(subject).since;

const called = (subject: SpamReportCase, disposition: string) =>
  caseAfter(owned(subject), by(AGENT, 'agent'), call(30, disposition, OPENED + 3 * HOUR));

describe('the promise to tell a reporter', () => {
  it('counts from the report when its number was decided long before', () => {
    const known = decided(undecidedReport(), 50, OPENED - 40 * DAY, 'confirmed', OPENED + HOUR);
    expect(since(known)).toBe(OPENED);
    expect(known.closeBy).toBe(OPENED + 7 * DAY);
  });

  it('counts from the decision, also when that was recorded later', () => {
    const late = decided(undecidedReport(), 50, OPENED + DAY, 'confirmed', OPENED + 3 * DAY);
    expect(since(late)).toBe(OPENED + DAY);
  });

  it('is not prolonged by the same verdict for the sake of another report', () => {
    const again = decided(decidedReport(), 50, OPENED + 4 * DAY, 'confirmed');
    expect(again.facts.finding?.decidedAt).toBe(OPENED + 4 * DAY);
    expect(again.closeBy).toBe(decidedReport().closeBy);
  });

  it('begins anew with another verdict, and with the answer to an objection', () => {
    const at = OPENED + 4 * DAY;
    expect(since(decided(decidedReport(), 50, at, 'insufficient'))).toBe(at);
    expect(since(decided(called(decidedReport(), 'FB_DISPUTE'), 50, at, 'confirmed'))).toBe(at);
    expect(since(decided(called(decidedReport(), 'FB_MORE'), 50, at, 'confirmed'))).toBe(at);
    expect(since(decided(called(decidedReport(), 'NOANS'), 50, at, 'confirmed'))).toBe(OPENED);
  });

  it('has its hard limit until the reporter was told once; another answer has times of its own', () => {
    const at = OPENED + 14 * DAY;
    const first = decided(undecidedReport(), 50, at, 'confirmed');
    expect(first.closeBy).toBe(OPENED + 15 * DAY);
    const again = decided(called(decidedReport(), 'FB_OK'), 50, at, 'insufficient');
    expect(again).toMatchObject({ stage: 'to_call', closeBy: at + 7 * DAY });
  });

  it('waits for the answer to an objection, and counts from the lead who lets the decision stand', () => {
    const disputed = called(decidedReport(), 'FB_DISPUTE');
    expect(disputed.closeBy).toBe(OPENED + 3 * HOUR + MINUTE + 15 * DAY);
    const lead = by(LEAD, 'lead');
    const stands = { caseId: uuid(1), decision: 'call_again' as const, why: 'the evidence is plain' };
    const review = {
      id: uuid(60),
      v: 1 as const,
      at: OPENED + 8 * DAY,
      name: 'resolveReview' as const,
      args: stands,
    };
    expect(caseAfter(disputed, lead, review)).toMatchObject({ stage: 'to_call', closeBy: OPENED + 15 * DAY });
  });
});
