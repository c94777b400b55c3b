import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planInputOf } from '../../../shared/case/replan.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { type PlanInput, plan } from '../../../shared/policy/plan.ts';
import { anyCalls, anyCase } from '../../unit/support/arbitraries.ts';
import { AGENT, by } from '../../unit/support/builders.ts';
import { caseAfter } from '../../unit/support/run.ts';

let folder: string;

/** Runs a program of one line under Node, in a time zone of its own; answers what it says. */
async function ran(line: string, zone: string, input = ''): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', line], {
    env: { ...process.env, TZ: zone },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  return text(child.stdout);
}

/** What a build of the engine plans from these inputs, as text. */
function planned(file: string, zone: string, inputs: readonly PlanInput[]): Promise<string> {
  const line = `import { text } from 'node:stream/consumers';
    const { plan } = await import(${JSON.stringify(join(folder, file))});
    process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(plan)));`;
  return ran(line, zone, JSON.stringify(inputs));
}

beforeAll(async () => {
  folder = mkdtempSync(resolve('dist', 'test-builds-'));
  const line = `import { buildProgram } from ${JSON.stringify(resolve('scripts/setup/bundle.mjs'))};
    for (const file of ['desk.cjs', 'central.mjs'])
      await buildProgram('shared/policy/plan.ts', ${JSON.stringify(folder)}, file, { testHooks: false });`;
  await ran(line, 'UTC');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the engine plans the same bytes as a desk bundles it and as central does, wherever the machines stand', async () => {
  const happened = fc.sample(fc.tuple(anyCase, anyCalls), { seed: 1, numRuns: 500 });
  const inputs = happened.map(([subject, calls]) =>
    planInputOf(caseAfter(subject, by(AGENT, 'agent'), ...calls), DEFAULT_LIBRARY, subject.openedAt),
  );
  const here = JSON.stringify(inputs.map(plan));
  const codes = new Set(inputs.map((input) => plan(input).code));
  expect(codes.size).toBeGreaterThan(15);
  expect(await planned('desk.cjs', 'America/New_York', inputs)).toBe(here);
  expect(await planned('central.mjs', 'Asia/Kathmandu', inputs)).toBe(here);
});
