import type { Row } from './row.ts';

const receive = 'lint/plugin/ipc-main';
const call = 'lint/plugin/ipc-renderer';
const push = 'lint/plugin/ipc-send';
const network = 'lint/plugin/network-room';
const clock = 'lint/plugin/clock';
const chance = 'lint/plugin/chance';
const external = 'lint/plugin/open-external';

/** What has a room of its own: messages, network, links, time and chance. */
export const rooms: readonly Row[] = [
  [network, 'electron/session/', 'electron/sync/', "export { isAxiosError } from 'axios';"],
  [network, 'electron/ipc/', 'electron/sync/', "export const client = import('axios');"],
  [network, 'renderer/', 'central/', "export const answer = fetch('https://central.example/api');"],
  [
    network,
    'renderer/board/',
    'electron/sync/',
    "export const feed = new WebSocket('wss://central.example');",
  ],
  [
    receive,
    'electron/',
    'electron/ipc/wrapper.ts',
    "import { ipcMain } from 'electron';\nipcMain.removeAllListeners();",
  ],
  [
    receive,
    'electron/ipc/',
    null,
    "import electron from 'electron';\nelectron.ipcMain.removeAllListeners();",
  ],
  [
    call,
    'electron/',
    'electron/preload.ts',
    "import { ipcRenderer } from 'electron';\nipcRenderer.removeAllListeners('x');",
  ],
  [
    call,
    'electron/window/',
    null,
    "import * as all from 'electron';\nall.ipcRenderer.removeAllListeners('x');",
  ],
  [
    push,
    'electron/',
    'electron/ipc/',
    "import { getWindow } from './window.ts';\ngetWindow().webContents.send('x');",
  ],
  [push, 'electron/', 'electron/ipc/', "import { event } from './window.ts';\nevent.sender?.send('x');"],
  [
    push,
    'electron/',
    'electron/ipc/',
    "import { page } from './window.ts';\npage.webContents\n  .send('x', 1);",
  ],
  [clock, 'electron/', 'electron/clock.ts', 'export const now = Date.now();'],
  [clock, 'central/', 'central/clock.ts', 'export const today = new Date();'],
  [clock, 'renderer/', 'renderer/clock.ts', 'export const at = performance.now();'],
  [clock, 'shared/', 'scripts/', 'export const now = () => Date.now();'],
  [clock, 'test/unit/', 'test/bench/', 'export const source = { now: Date.now };'],
  [clock, 'shared/', 'test/bench/', 'export const now = globalThis.Date.now();'],
  [clock, 'electron/ipc/', 'scripts/', 'const { now } = Date;\nexport const at = now();'],
  [clock, 'renderer/', 'scripts/', "import dayjs from 'dayjs';\nexport const today = dayjs();"],
  [
    clock,
    'central/',
    'scripts/',
    "import process from 'node:process';\nexport const at = process.hrtime.bigint();",
  ],
  [chance, 'shared/', 'electron/', 'export const draw = Math.random();'],
  [chance, 'shared/mutation/', 'central/', 'export const id = crypto.randomUUID();'],
  [
    external,
    'electron/',
    'electron/window/open-external.ts',
    "import { shell } from 'electron';\nvoid shell.openExternal('https://example.org');",
  ],
  [
    external,
    'electron/ipc/',
    null,
    "import electron from 'electron';\nvoid electron.shell.openExternal('https://example.org');",
  ],
  [
    external,
    'electron/ipc/',
    null,
    "import { shell } from 'electron';\nexport const { openExternal } = shell;",
  ],
];
