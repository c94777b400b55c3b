import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { clientSource } from '../../support/generated-client.ts';
import { seedCard } from '../../support/seed-cases.ts';

let central: TestCentral;
let folder: string;

/** What somebody writes who has the description alone. */
const USE = `import { Client, type Outcome, type OutcomesResponse } from './client.js';

export async function use(url: string, at: number): Promise<[OutcomesResponse, string[]]> {
  const client = new Client(url);
  const health = await client.health();
  if (health.product !== 'callback-desk') throw new Error(health.product);
  const device = { id: '3f6f7c1e-5f8c-4b5e-9d0e-0c2f0d6b8a11', name: 'gateway' };
  const session = await client.signIn({ account: 'gw', password: 'password-1', device });
  client.token = session.accessToken;
  const page = await client.outcomes({ limit: 10 });
  const told: string[] = page.outcomes.map(({ caseId }: Outcome) => caseId);
  if (told.length > 10) throw new Error('more than asked for');
  const { results, refused = [] } = await client.verifications({
    items: [
      { cardId: 'C1', passed: true, at },
      { cardId: 'C2', passed: true, at, reason: null },
    ],
  });
  await client.signOut();
  return [page, [...results.map(({ status }) => status), ...refused.map(({ index, code }) => index + code)]];
}
`;

/** A moment that is none, and a status that there is not. */
const WRONG = `import { Client } from './client.js';
const messageId = '3f6f7c1e-5f8c-4b5e-9d0e-0c2f0d6b8a11';
const { receipts } = new Client('');
void receipts({ items: [{ messageId, status: 'delivered', at: 'now' }] });
void receipts({ items: [{ messageId, status: 'read', at: 1 }] });
`;

/** What the compiler says of a file; empty: nothing. It writes what it compiled beside it. */
async function compiled(file: string): Promise<string> {
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const how = [
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--lib',
    'es2022,dom',
    '--types',
    '',
  ];
  return promisify(execFile)(process.execPath, [tsc, ...how, file], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

beforeAll(async () => {
  central = await startCentral();
  folder = await mkdtemp(join(tmpdir(), 'callback-client-'));
  const { teamId } = await central.addUser('gw', { role: 'integration' });
  await seedCard(central, teamId);
});
afterAll(async () => {
  await central.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a client that is made of the description compiles and works', async () => {
  const document = JSON.parse((await send(central.url, '/openapi.json', { method: 'GET' })).text);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'client.ts'), clientSource(document));
  await writeFile(join(folder, 'use.ts'), USE);
  await writeFile(join(folder, 'wrong.ts'), WRONG);
  expect(await compiled('use.ts')).toBe('');
  expect((await compiled('wrong.ts')).match(/wrong\.ts\(\d/g)).toHaveLength(2);
  const { use } = await import(pathToFileURL(join(folder, 'use.js')).href);
  const [page, answers] = await use(central.url, central.clock.now());
  expect(page).toMatchObject({ outcomes: expect.any(Array), more: false });
  expect(answers).toEqual(['applied', 'rejected', '1not_found']);
});
