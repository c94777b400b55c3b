import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { bundledCli, type Ran, runOn } from '../../support/central-cli.ts';
import { send, signIn } from '../../support/central-client.ts';

let cli: Awaited<ReturnType<typeof bundledCli>>;
let folder: string;
let central: TestCentral;

beforeAll(async () => {
  cli = await bundledCli('test-trail');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callback-trail-'));
  central = await startCentral();
});
afterEach(async () => {
  await central.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: string[]): Promise<Ran> => runOn(central.databaseUrl, cli.file, words);
const path = (name: string) => join(folder, name);

async function trail(
  ...options: string[]
): Promise<{ kind: string; account: string | null; detail: object }[]> {
  const { out } = await run('audit', '--json', ...options);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('sign-ins, refusals, exports, backups and restores are kept, and no secret with them', async () => {
  const chen = await central.addUser('chen');
  await signIn(central, chen);
  const device = { id: '3f6f7c1e-5f8c-4b5e-9d0e-0c2f0d6b8a11', name: 'd' };
  const wrong = (account: string) =>
    send(central.url, '/v1/session', { body: { account, password: 'my secret word', device } });
  await wrong('chen');
  await wrong('typed my password here');
  await run('export', 'outcomes');
  const [key] = /AGE-SECRET-KEY-\S+/.exec((await run('backup', path('one.backup'))).out) ?? [];
  await writeFile(path('key'), key ?? '');
  await run('restore', path('one.backup'), '--replace', '--key-file', path('key'));
  const all = await trail();
  const kinds = ['account_added', 'signed_in', 'sign_in_refused', 'sign_in_refused', 'exported'];
  expect(all.map(({ kind }) => kind)).toEqual([...kinds, 'recovery_key_made', 'restored']);
  expect(all.slice(1, 4)).toMatchObject([
    { account: 'chen' },
    { account: 'chen', detail: { reason: 'wrong_credentials' } },
    { account: null, detail: { reason: 'wrong_credentials' } },
  ]);
  expect(JSON.stringify(all)).not.toMatch(/secret word|typed|SECRET-KEY/);
  expect(await trail('--kind', 'signed_in')).toHaveLength(1);
  expect(await trail('--since', '1990-01-02', '--kind', 'exported')).toMatchObject([
    { detail: { what: 'outcomes', team: '*', operator: expect.stringMatching(/./) } },
  ]);
  expect((await run('audit')).out).toMatch(/^\S+Z account_added chen role="agent"$/m);
  await run('backup', path('two.backup'));
  expect(await trail('--kind', 'backed_up')).toHaveLength(1);
});

test.each([
  ['export', ['export', 'outcomes', '--out']],
  ['backup', ['backup']],
])('%s writes a new file for its owner alone and leaves every other one as it is', async (_what, words) => {
  await writeFile(path('there'), 'precious', { mode: 0o644 });
  await symlink(path('elsewhere'), path('link'));
  for (const name of ['there', 'link']) {
    const { code, err } = await run(...words, path(name));
    expect([code, err]).toEqual([1, expect.stringMatching(/exists already/)]);
  }
  expect(await readFile(path('there'), 'utf8')).toBe('precious');
  expect((await lstat(path('link'))).isSymbolicLink()).toBe(true);
  expect(await run(...words, path('new'))).toMatchObject({ code: 0 });
  expect((await stat(path('new'))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(['link', 'new', 'there']);
});
