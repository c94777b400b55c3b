import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const { runLimited } = await import(resolve('scripts/run/limited.mjs'));

/** A program of these lines. */
function program(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'callback-limited-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'program.cjs');
  writeFileSync(file, text);
  return file;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('gives the code and the words of a program that ends by itself', async () => {
  let said = '';
  const hear = (part: string) => {
    said += part;
  };
  const file = program("process.stdout.write('done'); process.exitCode = 3;");
  expect(await runLimited(file, [], { limitMs: 60_000, hear })).toEqual({ code: 3, hung: false });
  expect(said).toBe('done');
});

it('ends a program that hangs, also one that does not listen, with what it started', async () => {
  let said = '';
  const hear = (part: string) => {
    said += part;
  };
  const file = program(`
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
    process.stdout.write(String(child.pid));
    setInterval(() => {}, 1000);`);
  const ended = await runLimited(file, [], { limitMs: 6_000, graceMs: 200, hear });
  expect(ended.hung).toBe(true);
  expect(Number(said)).toBeGreaterThan(0);
  await expect.poll(() => isAlive(Number(said)), { timeout: 20_000 }).toBe(false);
});
