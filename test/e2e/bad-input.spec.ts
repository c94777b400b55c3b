import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DeskFolder } from '../../electron/session/desk-folder.ts';
import { unwrapByPassword } from '../../electron/session/key-box.ts';
import { openDeskFile } from '../../electron/store/open.ts';
import { errors } from '../../renderer/i18n/en/errors.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { startOutside } from '../support/outside.ts';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { says, trySignIn } from './support/sign-in.ts';
import { AGENT, smallTeam } from './support/small-team.ts';
import { narrowLimit, smallDisk, type TightDisk } from './support/tight-disk.ts';
import { logResult, saveNext } from './support/work.ts';

const OTHER = { account: 'li', name: '李静', password: 'battery-staple-2' };

test.describe.configure({ mode: 'serial' });

let central: CentralProcess;
let proxy: FaultyProxy;
let desk: DeskApp;
let disk: TightDisk;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 12 });
  await central.addUser(OTHER.account, OTHER.name, 'agent', OTHER.password);
  proxy = await startFaultyProxy(central.url);
  desk = await DeskApp.create(proxy.url, 'en');
  const root = process.getuid?.() === 0;
  const desks = join(desk.folder, 'desks');
  disk = await (root
    ? smallDisk(desks)
    : narrowLimit(
        () => desk.app.process().pid ?? 0,
        () => `${deskFolder().file}-wal`,
      ));
  await desk.start();
});

test.afterAll(async () => {
  await desk?.close();
  await disk?.dispose();
  await desk?.dispose();
  await proxy?.stop();
  await central?.dispose();
});

function deskFolder(): DeskFolder {
  const desks = join(desk.folder, 'desks');
  const [name = ''] = readdirSync(desks).filter((entry) => /^[0-9a-f]{32}$/.test(entry));
  return new DeskFolder(join(desks, name));
}

/** How many results central holds with this note. */
async function resultsWithNote(note: string): Promise<number> {
  const lines = (await central.command('export', 'outcomes', '--json')).trim().split('\n');
  return lines.filter((line) => line.startsWith('{') && line.includes(note)).length;
}

async function logWithNote(note: string): Promise<void> {
  await logResult(desk, 'No answer');
  await desk.page.getByRole('textbox', { name: /^Note/ }).last().fill(note);
}

const chip = (state: string) => desk.page.getByRole('button', { name: new RegExp(`^Sync status: ${state}`) });

test('a server address that is wrong, silent or not ours is told from a wrong password', async () => {
  const { page } = desk;
  const strangers = [
    await startOutside((_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>Welcome</title>');
    }),
    await startOutside((_, answer) => {
      answer.writeHead(500).end('Internal Server Error');
    }),
    await startOutside((_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 });
      answer.write('{"accessToken":"', () => answer.socket?.destroy());
    }),
    await startOutside((request) => {
      request.socket.resetAndDestroy();
    }),
  ] as const;
  const [html, broken, half, reset] = strangers;
  try {
    for (const [server, code] of [
      ['http://', 'central_address_invalid'],
      ['http://central.example.com', 'central_insecure'],
      ['ftp://127.0.0.1', 'central_address_invalid'],
      ['http://127.0.0.1:1', 'central_unreachable'],
      [html.url, 'central_not_ours'],
      [broken.url, 'central_not_ours'],
      [reset.url, 'central_unreachable'],
      [half.url, 'central_unreachable'],
      [`${central.url}/elsewhere`, 'central_not_ours'],
    ] as const) {
      await trySignIn(page, { server, ...AGENT });
      await says(page, code);
      await expect(page.getByLabel('Account', { exact: true })).toHaveValue(AGENT.account);
    }
  } finally {
    for (const stranger of strangers) await stranger.stop();
  }
});

test('a slow server is waited for, once', async () => {
  const { page } = desk;
  let asked = 0;
  let answer: () => void = () => undefined;
  const slow = await startOutside((_, response) => {
    asked += 1;
    answer = () => response.writeHead(404).end('no');
  });
  try {
    await trySignIn(page, { server: slow.url, ...AGENT });
    const button = page.getByRole('button', { name: 'Signing in…' });
    await expect(button).toBeDisabled();
    await page.getByLabel('Password', { exact: true }).press('Enter');
    await expect.poll(() => asked).toBe(1);
    answer();
    await says(page, 'central_not_ours');
    expect(asked).toBe(1);
  } finally {
    await slow.stop();
  }
});

test('after five wrong passwords a machine that is new to the account waits, and only for that account', async () => {
  const { page } = desk;
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await trySignIn(page, { server: central.url, account: OTHER.account, password: `wrong-${attempt}` });
    await says(page, 'wrong_credentials');
  }
  await trySignIn(page, OTHER);
  await says(page, 'rate_limited');
  await trySignIn(page, { account: 'nobody', password: 'x' });
  await says(page, 'wrong_credentials');
});

test('work goes on while something else answers for central, and everything arrives once it is itself again', async () => {
  const { page } = desk;
  await page.getByLabel('Server address').fill(proxy.url);
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  await page.getByRole('option').first().click();
  await desk.painted('case');

  proxy.fault = () => 'html';
  await logWithNote('while-html');
  await saveNext(desk);
  await expect(chip('Offline')).toHaveAccessibleName(/1 unsent/);
  await chip('Offline').click();
  await expect(page.getByText(errors.central_not_ours.what)).toBeVisible();
  await page.keyboard.press('Escape');

  proxy.fault = () => 'cut_body';
  await logWithNote('while-cut');
  await saveNext(desk);
  await expect(chip('Offline')).toHaveAccessibleName(/2 unsent/);
  const tried = proxy.seen.length;
  await chip('Offline').click();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect.poll(() => proxy.seen.length).toBeGreaterThan(tried);
  await expect(chip('Offline')).toBeVisible();

  proxy.fault = () => 'none';
  await page.getByRole('button', { name: 'Retry now' }).click();
  await desk.online();
  await chip('Online').click();
  for (const note of ['while-html', 'while-cut']) expect(await resultsWithNote(note), note).toBe(1);
});

test('a full disk keeps the text in the form, and with room again saving works', async () => {
  const { page } = desk;
  await disk.fill();
  const note = `while-full ${'字'.repeat(3_000)}`;
  await logWithNote(note);
  await page.keyboard.press('Control+Enter');
  await says(page, disk.code);
  await expect(page.getByRole('textbox', { name: /^Note/ }).last()).toHaveValue(note);
  await disk.makeRoom();
  await saveNext(desk);
  await desk.online();
  expect(await resultsWithNote('while-full')).toBe(1);
});

test('a broken file costs its broken rows and says which; what is no such file changes nothing', async () => {
  const good = (n: number) => `RNBAD${n},1380013800${n},陈静${n},2025-03-01,dealer,D0001,id_front,广州`;
  const header = 'card_id,phone,holder_name,sold_on,channel,dealer_id,missing,city';
  const file = async (name: string, content: string | Buffer) => {
    const path = join(central.data, name);
    await writeFile(path, content);
    return path;
  };
  const mixed = await file(
    'mixed.csv',
    Buffer.concat([
      Buffer.from(`${header}\r\n${good(1)}\r\n`),
      Buffer.from('RNBAD2,13800138002,"陈静,2025-03-01,dealer,D0001,id_front,广州\r\n'),
      Buffer.from(`${good(3)}\r\nRNBAD4,no number,陈静,2025-03-01,dealer,D0001,id_front,广州\r\n`),
      Buffer.from(`${good(5)}\r\n`),
    ]),
  );
  const counts = await central.json<Record<string, number>>('import', 'cards', mixed);
  expect(counts).toEqual({ read: 5, imported: 3, duplicates: 0, rejected: 2 });
  const rejects = await readFile(`${mixed}.rejects.csv`, 'utf8');
  for (const line of ['\n3,', '\n5,']) expect(rejects).toContain(line);

  const wide = await file('wide.csv', Buffer.from(`\uFEFF${header}\n${good(6)}\n`, 'utf16le'));
  expect(await central.json('import', 'cards', wide)).toMatchObject({ imported: 1, rejected: 0 });
  const torn = await file(
    'torn.csv',
    Buffer.concat([
      Buffer.from(`${header}\n${good(7)}\nRNBAD8,1`),
      Buffer.from([0xff, 0xfe, 0x80, 0xff]),
      Buffer.from(`,陈静,2025-03-01,dealer,D0001,id_front,广州\n${good(9)}\n`),
    ]),
  );
  expect(await central.json('import', 'cards', torn)).toMatchObject({ imported: 2, rejected: 1 });

  for (const [name, content, sentence] of [
    ['columns.csv', 'card_id,phone\nRN1,13800138001\n', /lacks the column .*missing/],
    ['empty.csv', '', /empty/],
    ['picture.csv', await readFile('build/icon.png'), /lacks the column/],
  ] as const) {
    const refusal = await central.command('import', 'cards', await file(name, content)).then(
      () => '',
      (error: { stderr: string }) => error.stderr.trim(),
    );
    expect(refusal, name).toMatch(sentence);
    expect(refusal.split('\n'), name).toHaveLength(1);
    expect(refusal.length, name).toBeLessThan(400);
  }
});

test('damaged settings read as the defaults', async () => {
  for (const text of ['{"language":"zh', '{"language":"xx","theme":7,"dialScheme":"sip"}', '[]', '\0\0\0']) {
    await desk.close();
    await writeFile(join(desk.folder, 'settings.json'), text);
    await writeFile(join(desk.folder, 'window.json'), text);
    await desk.start();
    const settings = await desk.page.evaluate(() => window.desk['settings.get']({}));
    const dialScheme = text.includes('sip') ? 'sip' : 'tel';
    expect(settings).toEqual({
      ok: true,
      value: { language: 'system', theme: 'system', density: 'standard', dialScheme, sipDomain: '' },
    });
  }
  await desk.close();
  await writeFile(join(desk.folder, 'settings.json'), JSON.stringify({ language: 'en' }));
});

test('a desk file of a newer program is left as it is', async () => {
  const folder = deskFolder();
  const card = folder.card();
  const key = card && (await unwrapByPassword(card.key, AGENT.password));
  if (!key) throw new Error('the desk has no key');
  const version = (next: number | null): unknown => {
    const connection = openDeskFile(folder.file, key, 'write');
    try {
      return connection.pragma(next === null ? 'user_version' : `user_version=${next}`, { simple: true });
    } finally {
      connection.close();
    }
  };
  const known = Number(version(null));
  version(known + 100);
  const before = fingerprint(folder);
  await desk.start();
  await trySignIn(desk.page, AGENT);
  await says(desk.page, 'store_newer');
  await desk.close();
  expect(fingerprint(folder)).toEqual(before);
  version(known);
});

test('a damaged desk file is kept aside and begun anew, and what was unsent is still there', async () => {
  await desk.start();
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  await central.stop();
  const { page } = desk;
  await page.getByRole('option').first().click();
  await expect(historyOf(desk)).toBeVisible();
  await press(page, 'Alt+4', 'Control+Shift+Enter');
  await expect(page.getByRole('button', { name: /Sync status.*1 unsent/ })).toBeVisible();
  await desk.close();

  const folder = deskFolder();
  const damaged = await readFile(folder.file);
  for (let at = 0; at < damaged.length; at += 97) damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  await writeFile(folder.file, damaged);
  await desk.start();
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.page.getByRole('button', { name: /Sync status.*1 unsent/ }).click();
  await expect(desk.page.getByText(/The local file was damaged .* 1 unsent entry came back/)).toBeVisible();
  await desk.picture('rescued-en-light');
  expect((await readFile(`${folder.file}.damaged-1`)).equals(damaged)).toBe(true);
  await central.serve();
  await desk.close();
  await desk.start();
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  await expect(desk.page.getByRole('option').first()).toBeVisible();
});

/** The desk file and the names beside it: nothing was written, nothing is gone. */
function fingerprint(folder: DeskFolder) {
  return {
    names: readdirSync(folder.path).filter((name) => !/-(wal|shm)$/.test(name)),
    file: createHash('sha256').update(readFileSync(folder.file)).digest('hex'),
  };
}
