import { describe, expect, it } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import { DispositionSet } from '../../../shared/case/disposition.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { Library } from '../../../shared/policy/library.ts';
import { card, OPENED, shown, undecidedReport } from '../support/builders.ts';

describe('a new case', () => {
  it('of a spam report waits for somebody to take it up within two calling hours, and ends within fifteen days', () => {
    const report = undecidedReport();
    expect(Case.parse(report)).toEqual(report);
    expect(report).toMatchObject({ stage: 'reported', openedAt: OPENED, assigneeId: null, history: [] });
    expect([report.sla.goal, shown(report.dueAt), shown(report.closeBy)]).toEqual([
      'acknowledge',
      '2026-03-02 11:00',
      '2026-03-17 08:00',
    ]);
  });

  it('of a card may be called at once and is promised within three working days', () => {
    const subject = card();
    expect(Case.parse(subject)).toEqual(subject);
    expect(subject).toMatchObject({ stage: 'to_call', plan: { kind: 'call', code: 'first_call' } });
    expect([shown(subject.plan.notBefore), shown(subject.dueAt)]).toEqual([
      '2026-03-02 09:00',
      '2026-03-04 20:00',
    ]);
  });
});

describe('the default library', () => {
  it('fits its own contract', () => {
    expect(Library.parse(DEFAULT_LIBRARY)).toEqual(DEFAULT_LIBRARY);
  });

  it.each(['spam_report', 'real_name'] as const)('puts nine favourites of a %s on the keys 1-9', (kind) => {
    const { dispositions } = DispositionSet.parse(DEFAULT_LIBRARY.dispositions);
    const mine = dispositions.filter((disposition) => disposition.kinds.includes(kind));
    const keys = mine.flatMap((disposition) => disposition.favourite[kind] ?? []);
    expect(keys.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('gives every result one code', () => {
    const codes = DEFAULT_LIBRARY.dispositions.dispositions.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
