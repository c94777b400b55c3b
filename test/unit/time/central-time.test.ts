import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { believed, centralNow, type KnownClock, measured } from '../../../electron/central-time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts';

const START = Date.UTC(2026, 2, 4, 2, 0);

/** A machine whose start lies an hour back; central's clock is right. */
function machine(ahead = 0) {
  const state = { at: START, ahead, started: START - HOUR };
  return {
    state,
    now: () => state.at + state.ahead,
    uptime: () => state.at - state.started,
  };
}
type Machine = ReturnType<typeof machine>;

function answered(clock: Machine, known: KnownClock | null, took: number | null = 100): KnownClock | null {
  return measured(clock, known, { serverTime: clock.state.at - (took ?? 0) / 2, took });
}

describe('central’s time on a desk', () => {
  it.each([0, HOUR, -HOUR, 3 * DAY, -3 * DAY, 8 * HOUR])(
    'is right on a clock that is off by %d ms',
    (ahead) => {
      const clock = machine(ahead);
      expect(centralNow(clock, answered(clock, null))).toBe(START);
    },
  );

  it.each([HOUR, -HOUR, 3 * DAY, -3 * DAY, 8 * HOUR])(
    'stays right when a clock that was off by %d ms is set right without a further answer',
    (ahead) => {
      const clock = machine(ahead);
      const known = answered(clock, null);
      clock.state.at += 30 * SECOND;
      clock.state.ahead = 0;
      expect(centralNow(clock, known)).toBe(START + 30 * SECOND);
    },
  );

  it('stays right over a sleep', () => {
    const clock = machine(3 * DAY);
    const known = answered(clock, null);
    clock.state.at += 9 * HOUR;
    expect(centralNow(clock, known)).toBe(START + 9 * HOUR);
  });

  it('is measured by an answer that waited at central, within the time that it may have been on the way', () => {
    const clock = machine(DAY);
    expect(centralNow(clock, answered(clock, null, null))).toBe(START);
    const known = answered(clock, null);
    expect(measured(clock, known, { serverTime: START - 4 * SECOND, took: null })).toBe(known);
    expect(measured(clock, known, { serverTime: START - 6 * SECOND, took: null })).not.toBe(known);
  });

  it('is the machine’s own until it is measured well, when an answer that waited agrees with it', () => {
    const clock = machine();
    const known = measured(clock, null, { serverTime: START - 3 * SECOND, took: null });
    expect(centralNow(clock, known)).toBe(START);
    const exact = measured(clock, null, { serverTime: START - 3 * SECOND, took: 100 });
    expect(centralNow(clock, exact)).toBe(START - 3 * SECOND + 50);
  });

  it('is not moved by a slow answer that agrees with what is known', () => {
    const clock = machine(DAY);
    const known = answered(clock, null);
    expect(measured(clock, known, { serverTime: START - 18 * SECOND, took: 20 * SECOND })).toBe(known);
  });

  property.prop([
    fc.array(
      fc.record({
        passes: fc.integer({ min: 0, max: DAY }),
        ahead: fc.integer({ min: -30 * DAY, max: 30 * DAY }),
      }),
    ),
  ])('is right however often the clock is set after one answer', (steps) => {
    const clock = machine(steps[0]?.ahead ?? 0);
    const known = answered(clock, null);
    for (const { passes, ahead } of steps) {
      clock.state.at += passes;
      clock.state.ahead = ahead;
      expect(Math.abs(centralNow(clock, known) - clock.state.at)).toBeLessThanOrEqual(2 * SECOND);
    }
  });
});

describe('what a new program believes of an earlier measurement', () => {
  const later = (clock: Machine, known: KnownClock | null) => {
    clock.state.at += 2 * HOUR;
    return believed(clock, known, START);
  };

  it('keeps it on a machine that was not restarted', () => {
    const clock = machine(3 * DAY);
    expect(centralNow(clock, later(clock, answered(clock, null)))).toBe(START + 2 * HOUR);
  });

  it.each([3 * DAY, -3 * DAY, HOUR])(
    'follows a clock that was off by %d ms and was set right meanwhile',
    (ahead) => {
      const clock = machine(ahead);
      const known = answered(clock, null);
      clock.state.ahead = 0;
      expect(centralNow(clock, later(clock, known))).toBe(START + 2 * HOUR);
    },
  );

  it('keeps the offset over a restart of the machine', () => {
    const clock = machine(3 * DAY);
    const known = answered(clock, null);
    clock.state.started = START + HOUR;
    expect(centralNow(clock, later(clock, known))).toBe(START + 2 * HOUR);
  });

  it('is never earlier than what central has said', () => {
    const clock = machine(0);
    const known = answered(clock, null);
    // The battery of the clock is empty: the machine starts in 2020.
    clock.state.started = START + HOUR;
    clock.state.ahead = Date.UTC(2020, 0, 1) - START;
    expect(centralNow(clock, believed(clock, known, START + MINUTE))).toBeGreaterThanOrEqual(START + MINUTE);
  });
});
