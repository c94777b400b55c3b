import { expect, test } from 'vitest';
import { outcomesOf } from '../../../central/outcomes/events.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { callableCase } from '../../support/cases.ts';

test('a case that closes without an entry tells it under the same id whenever it is planned', () => {
  const before = callableCase(1);
  const after = { ...before, stage: 'closed' as const };
  const idAt = (at: number, policyVersion = 1) => {
    const policy = { ...DEFAULT_LIBRARY.policy, version: policyVersion };
    return outcomesOf(before, after, { at, library: { ...DEFAULT_LIBRARY, policy } }).map(({ id }) => id);
  };
  expect(idAt(1)).toHaveLength(1);
  expect(idAt(2)).toEqual(idAt(1));
  expect(idAt(1, 2)).not.toEqual(idAt(1));
});
