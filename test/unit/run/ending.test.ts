import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { codeOf, within } from '../../support/ending.ts';

const program = (text: string) => spawn(process.execPath, ['-e', text], { stdio: 'ignore' });

it('a program that ends gives its code, also when it has ended before', async () => {
  const child = program('process.exitCode = 4');
  expect(await codeOf(child, 'it')).toBe(4);
  expect(await codeOf(child, 'it')).toBe(4);
});

it('a program that hangs is killed and named', async () => {
  const child = program('setInterval(() => {}, 1000)');
  await expect(codeOf(child, 'the hanging one', 300)).rejects.toThrow(
    'the hanging one took longer than 0.3 s',
  );
  await expect.poll(() => child.signalCode, { timeout: 20_000 }).toBe('SIGKILL');
});

it('what settles in time settles as it would alone', async () => {
  const fail = () => {
    throw new Error('ended although it did not hang');
  };
  expect(await within(Promise.resolve(7), 'it', fail)).toBe(7);
  await expect(within(Promise.reject(new Error('its own')), 'it', fail)).rejects.toThrow('its own');
});
