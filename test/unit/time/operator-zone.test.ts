import { afterEach, describe, expect, it } from 'vitest';
import { dayOf, instantOf, local } from '../../../renderer/i18n/time.ts';
import { quickTimes } from '../../../renderer/result/quick-times.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';

const OF_MACHINE = process.env.TZ;
afterEach(() => {
  if (OF_MACHINE === undefined) delete process.env.TZ;
  else process.env.TZ = OF_MACHINE;
});

const ZONES = [
  'Asia/Shanghai',
  'America/Los_Angeles',
  'Europe/Berlin',
  'Pacific/Apia',
  'Australia/Lord_Howe',
];
/** Beijing keeps one offset all year. */
const BEIJING = 8 * HOUR;

describe.each(ZONES)('on a machine in %s', (zone) => {
  it('every wall-clock time of a year is Beijing’s, in both directions', () => {
    process.env.TZ = zone;
    const start = Date.UTC(2026, 0, 1) - BEIJING;
    const wrong: string[] = [];
    for (let day = 0; day < 366; day += 1) {
      for (let minute = 0; minute < 24 * 60; minute += 30) {
        const at = start + day * DAY + minute * MINUTE;
        const wall = new Date(at + BEIJING).toISOString();
        const [date, time] = [wall.slice(0, 10), wall.slice(11, 16)];
        if (instantOf(date, time) !== at || dayOf(at) !== date || local(at).format('HH:mm') !== time)
          wrong.push(wall);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the usual times are Beijing’s on the days on which the machine changes its own', () => {
    process.env.TZ = zone;
    for (const day of ['2026-03-08', '2026-03-29', '2026-10-04', '2026-10-25', '2026-11-01']) {
      const now = Date.parse(`${day}T10:00:00+08:00`);
      const tomorrow = new Date(now + DAY + BEIJING).toISOString().slice(0, 10);
      expect(quickTimes(now)).toEqual([
        { name: 'in1h', at: now + HOUR },
        { name: 'afternoon', at: Date.parse(`${day}T15:00:00+08:00`) },
        { name: 'evening', at: Date.parse(`${day}T18:30:00+08:00`) },
        { name: 'tomorrowMorning', at: Date.parse(`${tomorrow}T10:00:00+08:00`) },
      ]);
    }
  });
});

it('an incomplete or impossible time is none', () => {
  expect([instantOf(null, '10:00'), instantOf('2026-03-04', '1'), instantOf('2026-03-04', '99:00')]).toEqual([
    null,
    null,
    null,
  ]);
});
