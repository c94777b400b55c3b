import { expect, test } from 'vitest';
import { mayDismiss } from '../../../shared/mutation/refusal.ts';

test('a decision that was refused may be put away, whatever the reason', () => {
  for (const code of ['superseded', 'invalid_input', null] as const)
    expect(mayDismiss('reassign', code)).toBe(true);
});

test.each(['logAttempt', 'correctAttempt'])('%s: only when central keeps it', (name) => {
  expect(mayDismiss(name, 'payload_too_large')).toBe(false);
  expect(mayDismiss(name, 'invalid_input')).toBe(false);
  expect(mayDismiss(name, null)).toBe(false);
  expect(mayDismiss(name, 'forbidden')).toBe(true);
  expect(mayDismiss(name, 'internal')).toBe(true);
});
