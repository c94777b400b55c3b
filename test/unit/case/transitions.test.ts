import { test as property } from '@fast-check/vitest';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RealNameCase, SpamReportCase } from '../../../shared/case/case.ts';
import { RealNameStage, SpamReportStage } from '../../../shared/case/kinds.ts';
import {
  type LadderStage,
  type LadderStepOf,
  mayMove,
  mayStep,
  REAL_NAME_MOVES,
  SPAM_REPORT_MOVES,
  stageAfter,
} from '../../../shared/case/transitions.ts';
import { anyCalls, anyCase } from '../support/arbitraries.ts';
import { AGENT, by, card, decidedReport } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const report = decidedReport();

describe('stages', () => {
  it('are refused to a spam report that a policy sends up the ladder', () => {
    const plan = { ...report.plan, kind: 'measure' as const };
    const params = { from: 'decided', to: 'measure' };
    expect(stageAfter(report, plan)).toEqual({ ok: false, code: 'illegal_transition', params });
  });

  it.each([
    ['notice', 'measure', 'waiting', {}, 'waiting'],
    ['to_call', 'measure', 'notice_requested', {}, 'notice'],
    ['notice', 'call', 'appointment', {}, 'to_call'],
    ['measure_proposed', 'call', 'awaiting_evidence', {}, 'evidence_awaited'],
    ['measure_applied', 'call', 'awaiting_evidence', { barred: 'outgoing' }, 'measure_applied'],
    ['measure_applied', 'review', 'complaint_review', { barred: 'outgoing' }, 'measure_applied'],
    ['measure_applied', 'closed', 'closed_verified', { lifted: 1 }, 'lifted'],
    [
      'measure_approved',
      'review',
      'appeal_review',
      { approved: 'both', barred: 'outgoing' },
      'measure_approved',
    ],
    ['verifying', 'closed', 'closed_verified', {}, 'closed'],
    ['evidence_awaited', 'blocked', 'verifying', {}, 'verifying'],
  ] as const)('of a card at %s with the plan %s %s %j is %s', (from, kind, code, params, to) => {
    const subject = card();
    const stepped = stageAfter({ ...subject, stage: from }, { ...subject.plan, kind, code, params });
    expect(stepped.ok && stepped.case.stage).toBe(to);
  });

  it.each([
    ['to_call', 'measure_applied'],
    ['notice', 'measure_proposed'],
    ['waiting', 'measure_approved'],
    ['to_call', 'measure_proposed'],
    ['waiting', 'measure_applied'],
    ['measure_proposed', 'lifted'],
  ] as const)('of the ladder are not skipped: %s to %s', (from, to) => {
    expect(mayMove('real_name', from, to)).toBe(false);
  });

  it('of the ladder allow a person their own steps alone, in the types and when asked', () => {
    expectTypeOf<LadderStepOf<'waiting'>>().toEqualTypeOf<'proposed'>();
    expectTypeOf<LadderStepOf<'measure_applied'>>().toEqualTypeOf<'proposed'>();
    expectTypeOf<LadderStepOf<'measure_proposed'>>().toEqualTypeOf<'approved' | 'declined'>();
    expectTypeOf<LadderStage>().toEqualTypeOf<'waiting' | 'measure_applied' | 'measure_proposed'>();
    expectTypeOf<Extract<SpamReportCase['stage'], LadderStage>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<LadderStage, RealNameCase['stage']>>().toEqualTypeOf<never>();
    const allowed = RealNameStage.options.flatMap((stage) =>
      (['proposed', 'approved', 'declined'] as const)
        .filter((step) => mayStep(stage, step))
        .map((step) => [stage, step]),
    );
    expect(allowed).toEqual([
      ['waiting', 'proposed'],
      ['measure_proposed', 'approved'],
      ['measure_proposed', 'declined'],
      ['measure_applied', 'proposed'],
    ]);
  });

  it('can all be reached from the first one, and all lead to the end', () => {
    const reached = (moves: Readonly<Record<string, readonly string[]>>, from: string) => {
      const seen = new Set([from]);
      for (const stage of seen) for (const next of moves[stage] ?? []) seen.add(next);
      return [...seen].sort();
    };
    expect(reached(SPAM_REPORT_MOVES, 'reported')).toEqual([...SpamReportStage.options].sort());
    expect(reached(REAL_NAME_MOVES, 'to_call')).toEqual([...RealNameStage.options].sort());
    for (const stage of RealNameStage.options) expect(reached(REAL_NAME_MOVES, stage)).toContain('closed');
  });
});

property.prop([anyCase, anyCalls])(
  'in order of time, every call moves a case along its table, and the stage says what the plan says',
  (subject, calls) => {
    let current = subject;
    for (const call of [...calls].sort((a, b) => a.at - b.at)) {
      const next = caseAfter(current, by(AGENT, 'agent'), call);
      expect(mayMove(current.kind, current.stage, next.stage)).toBe(true);
      const stepped = stageAfter(next, next.plan);
      expect(stepped.ok && stepped.case.stage).toBe(next.stage);
      current = next;
    }
  },
);
