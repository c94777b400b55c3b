import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import type { CentralProcess } from '../e2e/support/central-process.ts';
import { PackedProgram } from './support/packed-program.ts';
import { AGENT, CASES, staffedCentral } from './support/staffed-central.ts';

/** Everything that the archive may hold, as paths with forward slashes. */
const ALLOWED =
  /^\/(package\.json|dist\/electron\/((main|preload|worker|queue)\.cjs|icon\.png)|dist\/renderer\/(index\.html|assets\/[\w-]+\.(js|css|svg|png|woff2))|node_modules\/better-sqlite3\/(package\.json|LICENSE|lib\/[\w/-]+\.js))$/;
const REQUIRED = [
  '/package.json',
  '/dist/electron/main.cjs',
  '/dist/electron/preload.cjs',
  '/dist/electron/worker.cjs',
  '/dist/electron/queue.cjs',
  '/dist/renderer/index.html',
  '/node_modules/better-sqlite3/lib/index.js',
];
const FUSES: readonly (readonly [FuseV1Options, boolean])[] = [
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
];
/** On macOS the translations of the system's menus lie here too. */
const FOREIGN = /\.lproj|icon\.icns$/;
const ADDON = 'sqlite/better_sqlite3.node';

let program: PackedProgram;
let central: CentralProcess;
let scratch: string;

test.beforeAll(async () => {
  program = await PackedProgram.make();
  central = await staffedCentral();
  scratch = await mkdtemp(join(tmpdir(), 'callback-packaged-'));
});

test.afterAll(async () => {
  await central?.dispose();
  if (scratch) await rm(scratch, { recursive: true, force: true });
});

/** Starts the program so that it signs in, opens the first case, keeps a picture and ends. */
function signInAndEnd(picture: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return program.run({
    args: [`--server=${central.url}`, ...args],
    env: {
      CALLBACK_DESK_SMOKE: picture,
      CALLBACK_DESK_SMOKE_ACCOUNT: AGENT.account,
      CALLBACK_DESK_SMOKE_PASSWORD: AGENT.password,
      ...env,
    },
  });
}

function healthLine(out: string): unknown {
  return JSON.parse(out.trimEnd().split('\n').at(-1) || 'null');
}

function filesInArchive(): string[] {
  const archive = join(program.resources, 'app.asar');
  const entries = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'));
  return entries.filter((path) => !entries.some((other) => other.startsWith(`${path}/`)));
}

function shipped(path: string): string {
  return extractFile(join(program.resources, 'app.asar'), path).toString('utf8');
}

test('the packed program signs in to central, shows the queue and opens a case', async () => {
  const picture = join(scratch, 'case.png');
  const { code, out, err } = await signInAndEnd(picture);
  expect(err).not.toContain('did not get ready');
  expect(healthLine(out)).toMatchObject({ ready: true, cases: CASES });
  expect(code).toBe(0);
  const png = await readFile(picture);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
});

test('no variable and no switch puts foreign code into it or opens it to a debugger', async () => {
  const mark = join(scratch, 'foreign-code-ran');
  const foreign = join(scratch, 'foreign.cjs');
  await writeFile(foreign, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`);
  const { code, out, err } = await signInAndEnd(join(scratch, 'attacked.png'), ['--inspect=0'], {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require ${foreign}`,
    CALLBACK_DESK_SQLITE_BINDING: foreign,
  });
  expect(err).not.toContain('Debugger listening');
  expect(existsSync(mark)).toBe(false);
  expect(healthLine(out)).toMatchObject({ ready: true, cases: CASES });
  expect(code).toBe(0);
});

test("it does not start with Chromium's debugging port open", async () => {
  for (const word of ['--remote-debugging-port=0', '--remote-debugging-pipe']) {
    const { code, out, err } = await signInAndEnd(join(scratch, 'remote.png'), [word]);
    expect(err).not.toContain('DevTools listening');
    expect(out).toBe('');
    expect(code).toBe(1);
  }
});

test('every fuse is as it must be', async () => {
  const wire = await getCurrentFuseWire(program.path);
  expect(wire.version).toBe(FuseVersion.V1);
  const state = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
  expect(Object.fromEntries(FUSES.map(([fuse]) => [FuseV1Options[fuse], state(fuse)]))).toEqual(
    Object.fromEntries(FUSES.map(([fuse, on]) => [FuseV1Options[fuse], on ? '1' : '0'])),
  );
});

test('nothing is packed that is not named, and nothing that is named is missing', async () => {
  const files = filesInArchive();
  expect(files.filter((path) => !ALLOWED.test(path))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(REQUIRED));
  const beside = await readdir(program.resources, { recursive: true, withFileTypes: true });
  const paths = beside
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !FOREIGN.test(path));
  expect(paths.sort()).toEqual(['app.asar', ADDON].map((path) => join(program.resources, path)));
});

test('the shipped code has no test hooks and does not say where it was built', async () => {
  const hook = 'channel.output.parse(';
  expect(await readFile(resolve('dist/electron/main.cjs'), 'utf8')).toContain(hook);
  expect(shipped('dist/electron/main.cjs')).not.toContain(hook);
  for (const path of filesInArchive().filter((name) => name.startsWith('/dist/'))) {
    const text = shipped(path.slice(1));
    expect(text, path).not.toContain('__TEST_HOOKS__');
    expect(text, path).not.toContain('sourceMappingURL');
    expect(text, path).not.toContain(resolve('.'));
  }
});
