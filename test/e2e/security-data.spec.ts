import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { DAY, HOUR } from '../../shared/time.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { callEach } from './support/bridge.ts';
import type { CentralProcess } from './support/central-process.ts';
import { findInTheOpen, openToOthers } from './support/data-folder.ts';
import { DeskApp } from './support/desk-app.ts';
import { AGENT, NOW, smallTeam } from './support/small-team.ts';
import { UnprivilegedDesk } from './support/unprivileged.ts';

const REPORTER = { name: '<img src=x onerror="window.struck=1">欧阳', phone: '13812349876' };
const MESSAGE =
  '<script>window.struck=2</script><iframe src="javascript:parent.struck=3"></iframe><a href="javascript:window.struck=4">javascript:window.struck=5</a>恭喜中奖';
const REPORT = {
  report_id: 'WX20261119000001',
  reported_at: new Date(NOW - DAY).toISOString(),
  channel: 'wechat',
  reporter_name: REPORTER.name,
  reporter_phone: REPORTER.phone,
  reported_number: '17055501234',
  received_at: new Date(NOW - DAY - HOUR).toISOString(),
  category: 'loan',
  content: MESSAGE,
};
const NOTE = '客户说明天下午再打';
const run = promisify(execFile);

test.describe.configure({ mode: 'serial' });

let central: CentralProcess;
let proxy: FaultyProxy;
let desk: DeskApp;
/** Tokens and secrets that central handed out. */
const secrets: Record<string, string> = {};

test.beforeAll(async () => {
  central = await smallTeam({ reports: [REPORT], cards: 8 });
  proxy = await startFaultyProxy(central.url);
  proxy.heard = (path, body) => {
    for (const [, name, value] of body.matchAll(/"(\w+(?:Token|Secret))":"([^"]+)"/g))
      if (name && value) secrets[`${name} of ${path} (${Object.keys(secrets).length})`] = value;
  };
  desk = await DeskApp.create(proxy.url, 'en');
  await desk.start();
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
});

test.afterAll(async () => {
  await desk?.dispose();
  await proxy?.stop();
  await central?.dispose();
});

test('text from outside stays text', async () => {
  const { page } = desk;
  await page.keyboard.press('/');
  await page.keyboard.type(REPORTER.phone.slice(-4));
  await page.getByRole('option').filter({ hasText: '欧阳' }).click();
  await expect(page.getByRole('heading', { name: REPORTER.name })).toBeVisible();
  await expect(page.getByText(MESSAGE)).toBeVisible();
  expect(await page.locator('img, iframe, a[href^="javascript" i], #root script').count()).toBe(0);
  expect(await page.evaluate(() => 'struck' in window)).toBe(false);
  expect(await page.getByText(REPORTER.phone).count()).toBe(0);
});

test('dialling hands the system the number and nothing else ever', async () => {
  const { page, app } = desk;
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (address) => {
      opened.push(address);
    };
  });
  const caseId = await page.evaluate(async () => {
    const filter = { tab: 'open', kind: null, search: '9876', assigneeId: null } as const;
    const rows = await window.desk['queue.rows']({ filter, offset: 0, limit: 1 });
    const id = rows.ok ? (rows.value[0]?.id ?? '') : '';
    await window.desk['case.dial']({ caseId: id, which: 'phone' });
    window.open('https://example.invalid/');
    return id;
  });
  expect(await app.evaluate(() => Reflect.get(globalThis, 'opened'))).toEqual([`tel:${REPORTER.phone}`]);
  expect(
    await callEach(page, [['case.reassign', JSON.stringify({ caseIds: [caseId], toId: null })]]),
  ).toEqual(['forbidden']);
});

test('a second start on the same data ends at once and brings the first to the front', async () => {
  const heard = desk.app.evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('no window');
    return new Promise<string[]>((done) => {
      const calls: string[] = [];
      window.focus = () => calls.push('focus');
      app.once('second-instance', () => setImmediate(() => done(calls)));
    });
  });
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout } = await run(process.env.CALLBACK_DESK_ELECTRON_PATH ?? '', [
    resolve('.'),
    `--user-data-dir=${desk.folder}`,
    ...asRoot,
  ]);
  expect(stdout).toBe('');
  expect(await heard).toEqual(['focus']);
});

test('what lies on the disk is closed to others and says nothing of anybody', async () => {
  const { page } = desk;
  await page.evaluate(async (note) => {
    const filter = { tab: 'open', kind: null, search: '9876', assigneeId: null } as const;
    const rows = await window.desk['queue.rows']({ filter, offset: 0, limit: 1 });
    const caseId = rows.ok ? (rows.value[0]?.id ?? '') : '';
    await window.desk['settings.set']({ density: 'compact' });
    await window.desk['case.reveal']({ caseId });
    return window.desk['case.addNote']({ caseId, text: note });
  }, NOTE);
  await desk.online();
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    caches: (await caches.keys()).length,
    databases: (await indexedDB.databases()).length,
    cookies: document.cookie,
  }));
  expect(kept).toEqual({ local: 0, session: 0, caches: 0, databases: 0, cookies: '' });
  expect(Object.keys(secrets).map((name) => name.split(' ')[0])).toEqual(
    expect.arrayContaining(['accessToken', 'refreshToken', 'deviceSecret']),
  );
  const words = {
    name: '欧阳',
    phone: REPORTER.phone,
    reported: REPORT.reported_number,
    message: '恭喜中奖',
    note: NOTE,
    password: AGENT.password,
    ...secrets,
  };
  expect(await findInTheOpen(desk.folder, words)).toEqual([]);
  await desk.close();
  expect(await findInTheOpen(desk.folder, words)).toEqual([]);
  expect(await openToOthers(desk.folder)).toEqual([]);
});

test("a person without rights works with Chromium's sandbox on, or is told why not", async () => {
  const plain = await UnprivilegedDesk.create();
  try {
    const may = await plain.mayUseSandbox();
    const { code, out, err, page } = await plain.smoke(central.url, AGENT);
    if (!may) {
      expect(err).toMatch(/sandbox/i);
      expect(code).not.toBe(0);
      return;
    }
    expect(err).not.toContain('did not get ready');
    expect(JSON.parse(out.trimEnd().split('\n').at(-1) ?? 'null')).toMatchObject({ ready: true, cases: 9 });
    expect(code).toBe(0);
    expect(page).toMatchObject({ seccomp: 2, ownUserSpace: true, ownNetworkSpace: true });
    expect(page?.words).not.toContain('--no-sandbox');
    expect(await openToOthers(join(plain.folder, 'home'))).toEqual([]);
  } finally {
    await plain.dispose();
  }
});
