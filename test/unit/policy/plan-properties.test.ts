import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { Plan } from '../../../shared/case/plan.ts';
import { localDate, spanAt } from '../../../shared/policy/calendar.ts';
import { DEFAULT_CALENDAR, DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { type PlanInput, plan } from '../../../shared/policy/plan.ts';
import { MINUTE } from '../../../shared/time.ts';
import { anyCalls, anyCase } from '../support/arbitraries.ts';
import { AGENT, attemptsOf, by, call } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const context = by(AGENT, 'agent');
const anyInstant = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

const inputOf = (subject: Case, at: number): PlanInput => ({
  kind: subject.kind,
  facts: subject.facts,
  hasAlternative: subject.contact.altPhone !== null,
  history: subject.history,
  elsewhere: [],
  policy: DEFAULT_POLICY,
  at,
});

/** The value with all that is in it, so that whoever writes to it fails. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const part of Object.values(value)) if (!Object.isFrozen(part)) frozen(part);
  }
  return value;
}

describe('whatever happened', () => {
  property.prop([anyCase, anyCalls, anyInstant])(
    'a call is proposed inside one window, never in the past',
    (subject, calls, at) => {
      const proposed = plan(inputOf(caseAfter(subject, context, ...calls), at));
      expect(Plan.parse(proposed)).toEqual(proposed);
      if (proposed.kind !== 'call') {
        expect([proposed.notBefore, proposed.notAfter]).toEqual([null, null]);
        return;
      }
      const from = proposed.notBefore ?? Number.NaN;
      const window = spanAt(DEFAULT_CALENDAR, from);
      expect(from).toBeGreaterThanOrEqual(at);
      expect(proposed.notAfter).toBeGreaterThan(from);
      expect(proposed.notAfter).toBeLessThanOrEqual(window?.to ?? Number.NaN);
    },
  );

  property.prop([anyCase, anyCalls, anyInstant])(
    'a new try keeps the daily cap, the total and the gap',
    (subject, calls, at) => {
      const current = caseAfter(subject, context, ...calls);
      const proposed = plan(inputOf(current, at));
      if (!['first_call', 'retry_next_part', 'retry_soon', 'retry_next_day'].includes(proposed.code)) return;
      const rules = DEFAULT_POLICY.rules[current.kind];
      const counted = attemptsOf(current).filter((attempt) => attempt.counted);
      const from = proposed.notBefore ?? 0;
      const day = localDate(DEFAULT_CALENDAR, from);
      const sameDay = counted.filter((attempt) => localDate(DEFAULT_CALENDAR, attempt.startedAt) === day);
      expect(sameDay.length).toBeLessThan(rules.maxPerDay);
      expect(proposed.attempt).toBeLessThanOrEqual(rules.maxAttempts);
      const spaced = counted.filter((attempt) => !['BUSY', 'SILENT', 'LINE'].includes(attempt.disposition));
      for (const attempt of spaced)
        expect(from).toBeGreaterThanOrEqual(attempt.endedAt + rules.minGapMinutes * MINUTE);
    },
  );

  property.prop([anyCase, anyCalls, anyInstant])(
    'the same input gives the same plan, in whatever order facts arrived',
    (subject, calls, at) => {
      const current = caseAfter(subject, context, ...calls);
      const shuffled = { ...inputOf(current, at), history: [...current.history].reverse() };
      expect(plan(shuffled)).toEqual(plan(inputOf(current, at)));
    },
  );

  property.prop([anyCase, anyCalls, anyInstant])(
    'planning changes nothing of what it is given, and depends on nothing else',
    (subject, calls, at) => {
      const input = inputOf(caseAfter(subject, context, ...calls), at);
      const first = plan(frozen(input));
      expect(plan(frozen(structuredClone(input)))).toEqual(first);
    },
  );
});

const unreached = fc.constantFrom(
  'NOANS',
  'BUSY',
  'OFF',
  'UNREACH',
  'REJECT',
  'ASSIST',
  'SILENT',
  'LIMIT',
  'STOP',
  'VACANT',
);

property.prop([anyCase, fc.array(unreached, { minLength: 5, maxLength: 5 })])(
  'calls made when they are proposed and never answered end in a message or a measure, spread as the policy wants',
  (subject, outcomes) => {
    let current = subject;
    for (const [index, outcome] of outcomes.entries()) {
      if (current.plan.kind !== 'call') break;
      current = caseAfter(current, context, call(100 + index, outcome, current.plan.notBefore ?? 0));
    }
    expect(['message', 'measure', 'blocked']).toContain(current.plan.kind);
    const rules = DEFAULT_POLICY.rules[current.kind];
    const made = attemptsOf(current);
    if (made.length < rules.maxAttempts) return;
    const dates = new Set(made.map((attempt) => localDate(DEFAULT_CALENDAR, attempt.startedAt)));
    const parts = new Set(made.map((attempt) => spanAt(DEFAULT_CALENDAR, attempt.startedAt)?.id));
    expect(dates.size).toBeGreaterThanOrEqual(rules.minDates);
    expect(parts.size).toBeGreaterThanOrEqual(rules.minDayParts);
  },
);
