import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const { clockOf } = await import(resolve('scripts/run/clock.mjs'));
const run = promisify(execFile);
const WANTED = '2031-05-10T21:01:00+08:00';

/** The hour that a program started so sees: by each way of asking, in the program and in a thread of it. */
async function hoursSeen(env: Record<string, string>): Promise<string[]> {
  const asks =
    '[Date.now(), +new Date(), Date.parse(Date())].map((at) => new Date(at).toISOString().slice(0, 13))';
  const thread = `require('node:worker_threads').parentPort.postMessage(${asks})`;
  const text = `const { Worker } = require('node:worker_threads');
    new Worker(${JSON.stringify(thread)}, { eval: true }).once('message', (inThread) =>
      process.stdout.write(JSON.stringify([...${asks}, ...inThread])));`;
  const { stdout } = await run(process.execPath, ['-e', text], { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as string[];
}

it('programs and their threads run as if at the wanted moment, however they ask for the time', async () => {
  const hours = await hoursSeen(clockOf({ ...process.env, CALLBACK_TEST_AT: WANTED }));
  expect(hours).toEqual(Array(6).fill('2031-05-10T13'));
});

it('without a wanted moment nothing is set, and what is no moment is refused', () => {
  expect(clockOf({})).toEqual({});
  expect(() => clockOf({ CALLBACK_TEST_AT: 'night' })).toThrow('night');
});
