import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { bundledCli, runIn, runOn } from '../../support/central-cli.ts';
import { freshDatabase } from '../../support/postgres.ts';

const CARDS = 'card_id,phone,sold_on,missing\nC1,17000000010,2016-01-01,id_check\n';
const FORMERLY_MADE = ['user add', 'import spam-reports', 'import cards'];

let cli: Awaited<ReturnType<typeof bundledCli>>;
let data: string;

beforeAll(async () => {
  cli = await bundledCli('test-no-central');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'callback-none-'));
  await writeFile(join(data, 'cards.csv'), CARDS);
});
afterEach(() => rm(data, { recursive: true, force: true }));

const commands = () => [
  ['user', 'add', 'chen', '--password-stdin'],
  ['user', 'disable', 'chen'],
  ['team', 'add', 'North'],
  ['import', 'cards', join(data, 'cards.csv')],
  ['assign'],
  ['export', 'outcomes'],
  ['library', join(data, 'library')],
  ['replan'],
  ['open-ends'],
  ['backup', join(data, 'central.backup')],
  ['restore', join(data, 'central.backup')],
];

test('no command sets a central up in a folder that has none', async () => {
  const before = await readdir(data);
  for (const words of commands()) {
    const { code, err } = await runIn(join(data, 'typo'), cli.file, words, 'password-1\n');
    expect([words, code, err]).toEqual([
      words,
      1,
      expect.stringMatching(/^There is no central in .*typo\. .*\n$/),
    ]);
  }
  expect(await readdir(data)).toEqual(before);
});

test('nor in a database that has none', async () => {
  const empty = await freshDatabase(inject('postgresUrl'));
  for (const words of commands()) {
    const { code, err } = await runOn(empty.url, cli.file, words, 'password-1\n');
    expect([words, code, err]).toEqual([
      words,
      1,
      expect.stringMatching(/^There is no central in the database at DATABASE_URL\. .*\n$/),
    ]);
  }
  await empty.drop();
});

test('init sets one up with a first team; no other team is made but by its own command', async () => {
  const empty = await freshDatabase(inject('postgresUrl'));
  const run = (words: string[]) => runOn(empty.url, cli.file, words, 'password-1\n');
  const there = 'There is a central in the database at DATABASE_URL.\n';
  expect(await run(['init'])).toMatchObject({ code: 0, out: expect.stringContaining(there), err: '' });
  for (const words of commands().filter((each) => FORMERLY_MADE.includes(each.slice(0, 2).join(' ')))) {
    const { code, err } = await run([...words, '--team', 'North']);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('There is no team "North" (there are: default)'),
    ]);
    expect(await run(words)).toMatchObject({ code: 0 });
  }
  expect(await run(['team', 'add', ' North '])).toMatchObject({ code: 0, out: 'Added team North.\n' });
  expect(await run(['init'])).toMatchObject({ code: 0 });
  expect((await run(['team', 'list'])).out.trimEnd().split('\n').sort()).toEqual(['North', 'default']);
  await empty.drop();
});
