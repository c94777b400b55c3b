import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { contentPolicy } from '../../electron/window/content-policy.ts';
import { servePage } from '../../electron/window/page-files.ts';
import { CHANNELS } from '../../shared/ipc/channels.ts';
import { CHANNEL_NAMES } from '../../shared/ipc/names.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { type Calls, callEach, callFromOtherWindow, refusedByMain, show } from './support/bridge.ts';
import type { CentralProcess } from './support/central-process.ts';
import { USABLE, unusable } from './support/channel-inputs.ts';
import { DeskApp } from './support/desk-app.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

const HOME = 'app://desk/index.html';

test.describe.configure({ mode: 'serial' });

let central: CentralProcess;
let outside: Outside;
let desk: DeskApp;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 8 });
  outside = await startOutside((request, answer) => {
    if (request.url === '/redirect') answer.writeHead(302, { location: '/landed' }).end();
    else answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>outside</title>');
  });
  desk = await DeskApp.create(central.url, 'en');
  await desk.start();
  await desk.page.getByLabel('Account', { exact: true }).waitFor();
});

test.afterAll(async () => {
  await desk?.dispose();
  await outside?.stop();
  await central?.dispose();
});

test('before sign-in every channel that needs a person says so, and nothing that is not usable gets further than its check', async () => {
  const guarded = CHANNEL_NAMES.filter((name) => CHANNELS[name].roles !== null);
  const calls = guarded.map((name): Calls[number] => [name, JSON.stringify(USABLE[name])]);
  expect(await callEach(desk.page, calls)).toEqual(guarded.map(() => 'not_signed_in'));
  await refuseUnusable();
});

test('the page runs in the sandbox, apart from Node, on one bridge of named functions', async () => {
  const preferences = await desk.app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) => Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, [])),
  );
  expect(preferences).toHaveLength(1);
  expect(preferences[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
  });
  for (const off of [
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
    'experimentalFeatures',
    'allowRunningInsecureContent',
    'enableBlinkFeatures',
    'navigateOnDragDrop',
    'spellcheck',
  ] as const)
    expect(Reflect.get(preferences[0] ?? {}, off), off).toBeFalsy();
  const page = await desk.page.evaluate(() => ({
    node: ['require', 'process', 'Buffer', 'module', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in globalThis,
    ),
    bridge: Object.keys(window.desk),
    frozen: Object.isFrozen(window.desk),
  }));
  expect(page).toEqual({ node: [], bridge: [...CHANNEL_NAMES, 'on'], frozen: true });
});

test('pages come from app:// alone, with the policy as a header, and nothing beside them', async () => {
  expect(desk.page.url()).toBe(HOME);
  const answer = await desk.app.evaluate(async ({ net }, url) => {
    const { status, headers } = await net.fetch(url);
    return { status, policy: headers.get('content-security-policy') ?? '' };
  }, HOME);
  expect(answer.status).toBe(200);
  const nonce = /'nonce-([\w+/=]{24})'/.exec(answer.policy)?.[1] ?? '';
  expect(answer.policy).toBe(contentPolicy(nonce));
  expect(answer.policy).not.toMatch(/unsafe|\*/);
  const root = await mkdtemp(join(tmpdir(), 'callback-pages-'));
  try {
    await writeFile(join(root, '..', 'callback-secret.json'), '{}');
    await symlink(join(root, '..', 'callback-secret.json'), join(root, 'link.json'));
    for (const path of ['..%2fcallback-secret.json', 'link.json']) {
      expect((await servePage(root, { method: 'GET', url: `app://desk/${path}` })).status).toBe(
        path.includes('%') ? 400 : 404,
      );
    }
    expect((await servePage(root, { method: 'POST', url: HOME })).status).toBe(405);
  } finally {
    await rm(root, { recursive: true });
    await rm(join(tmpdir(), 'callback-secret.json'));
  }
  const statuses = await desk.app.evaluate(
    ({ net }, urls) =>
      Promise.all(
        urls.map(async (url) => {
          const status = await net.fetch(url).then(
            (found) => found.status,
            () => 0,
          );
          return status === 0 || (status >= 400 && status < 500) ? 'refused' : url;
        }),
      ),
    [
      'app://desk/../package.json',
      'app://desk/%2e%2e/%2e%2e/package.json',
      'app://desk/..%2f..%2fpackage.json',
      'app://desk/..%5c..%5cpackage.json',
      'app://desk/assets/..%2f..%2felectron/main.cjs',
      'app://desk/%2fetc%2fpasswd',
      'app://desk//etc/passwd',
      'app://desk/index.html%00.png',
      'app://desk/nothing.html',
      'app://other/index.html',
      'app://desk.evil/index.html',
      'app://user@desk/nothing.html',
    ],
  );
  expect(statuses).toEqual(Array(12).fill('refused'));
});

test('script from anywhere else does not run, and the page reaches no other address', async () => {
  const blocked = await desk.page.evaluate(async (url) => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.effectiveDirective),
    );
    const settled = async (attempt: () => Promise<unknown>) =>
      attempt().then(
        () => 'reached',
        () => 'refused',
      );
    const heard = (target: EventTarget) =>
      new Promise<string>((done) => {
        target.addEventListener('error', () => done('refused'));
        for (const name of ['load', 'open']) target.addEventListener(name, () => done('reached'));
      });
    const element = (name: string, attributes: Record<string, string>) => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      const answer = heard(made);
      document.head.append(made);
      return answer;
    };
    const inline = document.createElement('script');
    inline.textContent = 'window.struck = "inline"';
    document.head.append(inline);
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.struck = "handler"');
    document.body.append(button);
    button.click();
    button.remove();
    const xhr = new XMLHttpRequest();
    const xhrAnswer = heard(xhr);
    xhr.open('GET', url);
    xhr.send();
    const answers = {
      eval: await settled(async () => Function('return 1')()),
      fetch: await settled(() => fetch(url)),
      https: await settled(() => fetch('https://example.invalid/')),
      own: await settled(() => fetch('app://desk/index.html')),
      xhr: await xhrAnswer,
      socket: await heard(new WebSocket(url.replace('http', 'ws'))),
      events: await heard(new EventSource(url)),
      script: await element('script', { src: `${url}/x.js` }),
      dataScript: await element('script', { src: 'data:text/javascript,window.struck="data"' }),
      image: await element('img', { src: `${url}/x.png` }),
      style: await element('link', { rel: 'stylesheet', href: `${url}/x.css` }),
      worker: await settled(async () => {
        const made = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
        if ((await heard(made)) === 'refused') throw new Error();
      }),
    };
    navigator.sendBeacon(url, 'x');
    return { answers, violations, struck: 'struck' in window };
  }, outside.url);
  const { eval: _, ...answers } = blocked.answers;
  expect(new Set(Object.values(answers))).toEqual(new Set(['refused']));
  expect(blocked.violations).toEqual(
    expect.arrayContaining([
      'script-src-elem',
      'script-src-attr',
      'connect-src',
      'img-src',
      'style-src-elem',
    ]),
  );
  expect(blocked.struck).toBe(false);
  expect(outside.connections()).toBe(0);
});

test('the page cannot leave, open windows, embed pages or be replaced by a dropped file', async () => {
  await desk.app.evaluate(({ BrowserWindow }) => {
    const prevented = new Promise<boolean>((done) =>
      BrowserWindow.getAllWindows()[0]?.webContents.once('will-frame-navigate', (details) =>
        done(details.defaultPrevented),
      ),
    );
    Object.assign(globalThis, { prevented });
  });
  await desk.page.evaluate((url) => {
    Object.assign(window, { unmoved: true });
    setTimeout(() => {
      location.href = url;
    });
  }, outside.url);
  expect(await desk.app.evaluate(() => Reflect.get(globalThis, 'prevented'))).toBe(true);
  const opened = await desk.page.evaluate((url) => {
    const link = document.createElement('a');
    link.href = url;
    link.target = '_blank';
    document.body.append(link);
    link.click();
    link.dispatchEvent(new MouseEvent('auxclick', { button: 1, bubbles: true }));
    link.remove();
    for (const address of ['file:///etc/passwd', 'javascript:window.struck=1']) {
      const other = document.createElement('a');
      other.href = address;
      document.body.append(other);
      other.click();
      other.remove();
    }
    return [url, 'app://desk/index.html', 'about:blank', 'file:///etc/passwd'].map((address) =>
      window.open(address),
    );
  }, outside.url);
  expect(opened).toEqual([null, null, null, null]);

  const dropped = join(desk.folder, 'dropped.html');
  await writeFile(dropped, '<title>dropped</title>');
  const tools = await desk.page.context().newCDPSession(desk.page);
  const data = { items: [], files: [dropped], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await tools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await tools.detach();
  await rm(dropped);

  const embedded = await desk.page.evaluate(async (url) => {
    const frame = document.createElement('iframe');
    const loaded = new Promise((done) => frame.addEventListener('load', done));
    frame.src = url;
    document.body.append(frame);
    await loaded;
    const bridge = frame.contentDocument?.defaultView && 'desk' in frame.contentDocument.defaultView;
    frame.remove();
    return bridge ?? false;
  }, outside.url);
  expect(embedded).toBe(false);

  expect(desk.page.url()).toBe(HOME);
  // Playwright's own look at the page waits for the end of a journey that never began.
  const still = await desk.page.evaluate(() => ({
    unmoved: 'unmoved' in window,
    struck: 'struck' in window,
    form: document.querySelectorAll('form').length,
  }));
  expect(still).toEqual({ unmoved: true, struck: false, form: 1 });
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(outside.connections()).toBe(0);
});

test('a redirect is not followed, not even in a session without our own request filter', async () => {
  const before = outside.connections();
  const ended = await desk.app.evaluate(async ({ BrowserWindow }, url) => {
    const window = new BrowserWindow({ show: false, webPreferences: { partition: 'strange' } });
    const failure = await window.loadURL(`${url}/redirect`).then(
      () => 'landed',
      () => 'refused',
    );
    window.destroy();
    return failure;
  }, outside.url);
  expect(ended).toBe('refused');
  expect(outside.connections()).toBe(before + 1);
});

test('every permission is denied', async () => {
  const answers = await desk.page.evaluate(async () => {
    const refusal = (attempt: Promise<unknown> | undefined) =>
      (attempt ?? Promise.reject(new Error())).then(
        () => 'granted',
        () => 'denied',
      );
    const states = await Promise.all(
      ['geolocation', 'camera', 'microphone', 'notifications', 'clipboard-read', 'midi'].map(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
      ),
    );
    return {
      states,
      notification: await Notification.requestPermission(),
      position: await refusal(
        new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)),
      ),
      media: await refusal(navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
      screen: await refusal(navigator.mediaDevices.getDisplayMedia()),
      clipboard: await refusal(navigator.clipboard.readText()),
    };
  });
  expect(answers).toEqual({
    states: Array(6).fill('denied'),
    notification: 'denied',
    position: 'denied',
    media: 'denied',
    screen: 'denied',
    clipboard: 'denied',
  });
});

test('no other window and no other page may call, on any channel', async () => {
  const all = CHANNEL_NAMES.map((name): Calls[number] => [name, JSON.stringify(USABLE[name])]);
  const preload = resolve('dist/electron/preload.cjs');
  const refused = all.map(() => 'sender_refused');
  for (const url of [HOME, 'about:blank'])
    expect(await callFromOtherWindow(desk.app, { preload, url }, all), url).toEqual(refused);
  await show(desk, 'about:blank');
  expect(await callEach(desk.page, all)).toEqual(refused);
  await show(desk, 'app://other/index.html', 'chrome-error://chromewebdata/');
  expect(await callEach(desk.page, all)).toEqual(refused);
  const log = await readFile(join(desk.folder, 'logs', 'desk.log'), 'utf8');
  expect(refusedByMain(log, 'sender_refused')).toEqual(new Set(CHANNEL_NAMES));
  await show(desk, HOME);
});

test('nothing that is not usable gets past the check of a signed-in desk, and nothing changes', async () => {
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  const state = () =>
    desk.page.evaluate(async () => [
      await window.desk['settings.get']({}),
      await window.desk['sync.unsent']({}),
      await window.desk['session.current']({}),
    ]);
  const before = await state();
  await refuseUnusable();
  expect(await state()).toEqual(before);
  const polluted = await desk.page.evaluate(async () => {
    const input = JSON.parse('{"__proto__": {"theme": "dark", "polluted": true}}');
    await window.desk['settings.set'](input);
    const settings = await window.desk['settings.get']({});
    return { theme: settings.ok ? settings.value.theme : null, here: 'polluted' in {} };
  });
  expect(polluted).toEqual({ theme: 'light', here: false });
  expect(await desk.app.evaluate(() => 'polluted' in {})).toBe(false);
});

async function refuseUnusable(): Promise<void> {
  for (const name of CHANNEL_NAMES) {
    await fc.assert(
      fc.asyncProperty(fc.array(unusable(name), { minLength: 1, maxLength: 25 }), async (inputs) => {
        const calls = inputs.map((input): Calls[number] => [name, input]);
        expect(await callEach(desk.page, calls)).toEqual(calls.map(() => 'invalid_input'));
      }),
      { numRuns: 6 },
    );
  }
}
