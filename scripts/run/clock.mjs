import { join } from 'node:path';
import { root } from '../setup/locations.mjs';
import { Problem } from '../setup/problem.mjs';

/**
 * What the programs of a run get so that it is made as if at `CALLBACK_TEST_AT` (`2026-11-28T21:01+08:00`):
 * nothing when that is not set. Clocks go on from there.
 */
export function clockOf({ CALLBACK_TEST_AT: at, CALLBACK_TEST_SHIFT_MS: known = '0', NODE_OPTIONS = '' }) {
  if (!at) return {};
  // Our own clock may be moved already.
  const shift = Date.parse(at) - Date.now() + Number(known);
  if (Number.isNaN(shift)) throw new Problem(`CALLBACK_TEST_AT is no time: ${at}.`);
  const file = join(root, 'scripts', 'run', 'shifted-clock.cjs');
  return {
    CALLBACK_TEST_SHIFT_MS: String(shift),
    NODE_OPTIONS: `${NODE_OPTIONS} --require=${JSON.stringify(file)}`.trim(),
  };
}
