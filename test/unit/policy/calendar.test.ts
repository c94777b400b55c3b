import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  addCallingMinutes,
  instantOf,
  localDate,
  localMinute,
  nextSpan,
  spanAt,
  spansOf,
  windowsOf,
} from '../../../shared/policy/calendar.ts';
import { dateOfDay, dayNumber, weekdayOf } from '../../../shared/policy/civil.ts';
import { DEFAULT_CALENDAR } from '../../../shared/policy/default-policy.ts';
import type { Calendar } from '../../../shared/policy/policy.ts';
import { local, shown } from '../support/builders.ts';

const BERLIN_2026: Calendar = {
  ...DEFAULT_CALENDAR,
  zone: 'Europe/Berlin',
  offsets: [
    { from: 0, minutes: 60 },
    { from: Date.parse('2026-03-29T01:00:00Z'), minutes: 120 },
    { from: Date.parse('2026-10-25T01:00:00Z'), minutes: 60 },
  ],
};

describe('civil dates', () => {
  property.prop([fc.integer({ min: 0, max: 8_640_000_000_000_000 })])(
    'agree with the platform’s Gregorian calendar',
    (instant) => {
      const day = Math.floor(instant / 86_400_000);
      const date = new Date(instant);
      const expected = [
        String(date.getUTCFullYear()).padStart(4, '0'),
        String(date.getUTCMonth() + 1).padStart(2, '0'),
        String(date.getUTCDate()).padStart(2, '0'),
      ].join('-');
      expect(dateOfDay(day)).toBe(expected);
      expect(dayNumber(expected)).toBe(day);
      expect(weekdayOf(day)).toBe(date.getUTCDay());
    },
  );
});

describe('local time', () => {
  it.each([
    ['2026-03-02T15:59:59Z', '2026-03-02', 1_439],
    ['2026-03-02T16:00:00Z', '2026-03-03', 0],
    ['2028-02-28T16:00:00Z', '2028-02-29', 0],
    ['2028-02-29T16:00:00Z', '2028-03-01', 0],
    ['2026-12-31T16:00:00Z', '2027-01-01', 0],
  ])('%s is %s minute %i in Shanghai', (instant, date, minute) => {
    expect(localDate(DEFAULT_CALENDAR, Date.parse(instant))).toBe(date);
    expect(localMinute(DEFAULT_CALENDAR, Date.parse(instant))).toBe(minute);
  });

  it('follows the transitions that the calendar carries', () => {
    expect(localMinute(BERLIN_2026, Date.parse('2026-03-29T00:59:00Z'))).toBe(119);
    expect(localMinute(BERLIN_2026, Date.parse('2026-03-29T01:00:00Z'))).toBe(180);
    expect(instantOf(BERLIN_2026, '2026-03-30', 540)).toBe(Date.parse('2026-03-30T07:00:00Z'));
    expect(instantOf(BERLIN_2026, '2026-10-25', 150)).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(instantOf(BERLIN_2026, '2026-03-29', 150)).toBe(Date.parse('2026-03-29T01:30:00Z'));
  });
});

describe('windows of a day', () => {
  it.each([
    ['2026-03-02', 'Monday', [540, 840, 1_080]],
    ['2026-03-07', 'Saturday', [600, 720]],
    ['2026-10-01', 'National Day, a Thursday', [600, 720]],
    ['2026-10-10', 'a Saturday that is worked', [540, 840, 1_080]],
    ['2026-02-17', 'lunar New Year', []],
  ])('%s (%s) opens at %j', (date, _, starts) => {
    expect(windowsOf(DEFAULT_CALENDAR, date).map((window) => window.from)).toEqual(starts);
  });

  it('leaves out windows without length', () => {
    const calendar: Calendar = { ...DEFAULT_CALENDAR, weekday: [{ id: 'morning', from: 600, to: 600 }] };
    expect(spansOf(calendar, '2026-03-02')).toEqual([]);
  });
});

describe('the next window', () => {
  it.each([
    ['2026-03-02 08:00', '2026-03-02 09:00'],
    ['2026-03-02 09:30', '2026-03-02 09:30'],
    ['2026-03-02 12:00', '2026-03-02 14:00'],
    ['2026-03-02 20:00', '2026-03-03 09:00'],
    ['2026-03-02 23:59', '2026-03-03 09:00'],
    ['2026-03-06 20:00', '2026-03-07 10:00'],
    ['2026-02-15 18:00', '2026-02-18 10:00'],
  ])('at or after %s begins at %s', (from, to) => {
    expect(shown(nextSpan(DEFAULT_CALENDAR, local(from))?.from ?? null)).toBe(to);
  });

  it('does not exist when every day is closed', () => {
    const never: Calendar = {
      ...DEFAULT_CALENDAR,
      weekday: [{ id: 'morning', from: 0, to: 0 }],
      weekend: [{ id: 'morning', from: 0, to: 0 }],
    };
    expect(nextSpan(never, local('2026-03-02 09:00'))).toBeNull();
  });

  property.prop([fc.integer({ min: 0, max: 4_000_000_000_000 })])(
    'is never in the past and always inside a window',
    (at) => {
      const span = nextSpan(DEFAULT_CALENDAR, at);
      expect(span).not.toBeNull();
      if (!span) return;
      expect(span.from).toBeGreaterThanOrEqual(at);
      expect(spanAt(DEFAULT_CALENDAR, span.from)?.to).toBe(span.to);
    },
  );
});

it('counts calling time over the night and the weekend', () => {
  expect(shown(addCallingMinutes(DEFAULT_CALENDAR, local('2026-03-02 10:00'), 240))).toBe('2026-03-02 16:00');
  expect(shown(addCallingMinutes(DEFAULT_CALENDAR, local('2026-03-06 19:00'), 120))).toBe('2026-03-07 11:00');
});
