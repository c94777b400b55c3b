import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../shared/case/history.ts';
import { addCallingMinutes, spansOf } from '../../../shared/policy/calendar.ts';
import { DEFAULT_CALENDAR, DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { plan } from '../../../shared/policy/plan.ts';
import type { Calendar } from '../../../shared/policy/policy.ts';
import { MINUTE } from '../../../shared/time.ts';
import { AGENT, attemptsOf, by, call, decidedReport, local, owned, shown } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';
import { line } from '../support/story.ts';

/**
 * Berlin in the summer of 2026, with a window across the hour that the autumn repeats and the spring skips.
 */
const BERLIN: Calendar = {
  ...DEFAULT_CALENDAR,
  zone: 'Europe/Berlin',
  offsets: [
    { from: 0, minutes: 60 },
    { from: Date.parse('2026-03-29T01:00:00Z'), minutes: 120 },
    { from: Date.parse('2026-10-25T01:00:00Z'), minutes: 60 },
  ],
  holidays: [],
  workdays: [],
  closed: [],
};
const utc = (instant: number | null): string => new Date(instant ?? Number.NaN).toISOString().slice(5, 16);

function tried(code: string, at: string): Attempt {
  const [attempt] = attemptsOf(
    caseAfter(owned(decidedReport()), by(AGENT, 'agent'), call(10, code, Date.parse(at))),
  );
  if (!attempt) throw new Error('no attempt');
  return attempt;
}

function next(code: string, at: string): string {
  const attempt = tried(code, at);
  const { facts } = decidedReport();
  const proposed = plan({
    kind: 'spam_report',
    facts,
    hasAlternative: false,
    history: [attempt],
    elsewhere: [],
    policy: { ...DEFAULT_POLICY, calendar: BERLIN },
    at: attempt.at,
  });
  return `${proposed.code} ${utc(proposed.notBefore)} - ${utc(proposed.notAfter)}`;
}

describe('a zone with daylight saving', () => {
  it.each([
    ['the day before spring', 'REJECT', '2026-03-27T10:00:00Z', 'retry_next_day 03-28T09:00 - 03-28T11:00'],
    ['into spring', 'REJECT', '2026-03-28T10:00:00Z', 'retry_next_day 03-29T08:00 - 03-29T10:00'],
    ['after spring', 'REJECT', '2026-03-29T10:00:00Z', 'retry_next_day 03-30T07:00 - 03-30T10:00'],
    ['into autumn', 'REJECT', '2026-10-24T10:00:00Z', 'retry_next_day 10-25T09:00 - 10-25T11:00'],
    ['after autumn', 'REJECT', '2026-10-25T10:00:00Z', 'retry_next_day 10-26T08:00 - 10-26T11:00'],
  ])('calls by its own clock %s', (_, code, at, expected) => {
    expect(next(code, at)).toBe(expected);
  });

  it('counts the day by its own midnight', () => {
    const late = '2026-07-01T21:30:00Z';
    expect(next('REJECT', late)).toBe('retry_next_day 07-02T07:00 - 07-02T10:00');
    expect(next('REJECT', '2026-07-01T22:30:00Z')).toBe('retry_next_day 07-03T07:00 - 07-03T10:00');
  });

  it('has an hour less of calling time in a window that spring cuts, and one more in autumn', () => {
    const night: Calendar = { ...BERLIN, weekend: [{ id: 'morning', from: 60, to: 240 }] };
    const hours = (date: string) => spansOf(night, date).map(({ from, to }) => (to - from) / (60 * MINUTE));
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([[3], [2], [4]]);
    expect(utc(addCallingMinutes(night, Date.parse('2026-03-29T00:00:00Z'), 120))).toBe('03-29T02:00');
  });
});

describe('the leap day', () => {
  it.each([
    ['NOANS', '2028-02-28 19:30', 'to_call: retry_next_part 02-29 09:00-12:00 2/5'],
    ['REJECT', '2028-02-29 15:00', 'to_call: retry_next_day 03-01 09:00-12:00 2/5'],
    ['REJECT', '2027-02-28 15:00', 'to_call: retry_next_day 03-01 09:00-12:00 2/5'],
  ])('%s at %s', (code, at, expected) => {
    const report = { ...owned(decidedReport()), openedAt: local('2027-01-01 08:00') };
    expect(line(caseAfter(report, by(AGENT, 'agent'), call(10, code, local(at))))).toBe(expected);
  });
});

describe('a clock that jumps', () => {
  const report = owned(decidedReport());
  const arrived = local('2026-03-02 09:32');

  it('ahead cannot write into the future: the plan counts from the arrival', () => {
    const ahead = call(10, 'NOANS', local('2026-03-12 09:30'));
    const after = caseAfter(report, by(AGENT, 'agent', arrived), ahead);
    expect(line(after)).toBe('to_call: retry_next_part 03-02 14:00-18:00 2/5');
    expect(attemptsOf(after)[0]?.flags).toEqual(['clock_off']);
  });

  it('back proposes nothing for the past that is known', () => {
    const first = caseAfter(report, by(AGENT, 'agent'), call(10, 'NOANS', local('2026-03-02 14:30')));
    const back = caseAfter(first, by(AGENT, 'agent'), call(11, 'NOANS', local('2026-02-20 09:30')));
    expect(line(back)).toBe('to_call: retry_next_part 03-02 18:00-20:00 3/5');
    expect(shown(attemptsOf(back)[0]?.at ?? null)).toBe('2026-02-20 09:31');
  });
});
