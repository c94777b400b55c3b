import { expect, test } from 'vitest';
import { Pace } from '../../../electron/sync/pace.ts';
import { SECOND } from '../../../shared/time.ts';

const at = (received: number) => ({ received, total: 10_000 });

test('the rest takes as long as what came so far, row by row', () => {
  const pace = new Pace();
  expect(pace.msLeft(SECOND, at(1_000))).toBeNull();
  expect(pace.msLeft(2 * SECOND, at(2_000))).toBe(8 * SECOND);
  expect(pace.msLeft(4 * SECOND, at(7_000))).toBe(1.5 * SECOND);
  expect(pace.msLeft(5 * SECOND, at(10_000))).toBe(0);
});

test('rows that came in an earlier run of the program say nothing about this one', () => {
  const pace = new Pace();
  expect(pace.msLeft(100 * SECOND, at(9_000))).toBeNull();
  expect(pace.msLeft(101 * SECOND, at(9_500))).toBe(SECOND);
});

test('rows beyond the total, as when cases are added meanwhile, leave nothing', () => {
  const pace = new Pace();
  pace.msLeft(0, at(9_000));
  expect(pace.msLeft(SECOND, at(10_500))).toBe(0);
});

test('a pull that begins anew and a clock that is set back are measured anew', () => {
  const pace = new Pace();
  pace.msLeft(0, at(1_000));
  pace.msLeft(SECOND, at(2_000));
  expect(pace.msLeft(2 * SECOND, at(500))).toBeNull();
  expect(pace.msLeft(3 * SECOND, at(1_500))).toBe(8.5 * SECOND);
  expect(pace.msLeft(0, at(2_500))).toBeNull();
  expect(pace.msLeft(SECOND, null)).toBeNull();
  expect(pace.msLeft(2 * SECOND, at(2_600))).toBeNull();
});
