import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { lastWords, run, runNpm, whileWatching } from './command.mjs';
import { findProgram, makeFolder, readJson } from './files.mjs';
import { cacheFolder, platformKey, root } from './locations.mjs';
import { Problem } from './problem.mjs';
import { installPackages } from './system.mjs';

/**
 * better-sqlite3 13 is prebuilt for Node-API 10; an older runtime dies without a message when it loads that.
 */
const prebuiltApi = 10;

// The sources need functions that Node-API 9 has as experimental ones; one binary then serves old and new
// runtimes.
const flags = '-UNAPI_VERSION -DNAPI_VERSION=2147483647 -DNAPI_EXPERIMENTAL';
const buildTools = { 'g++': 'g++', make: 'make', python3: 'python3' };
const typicalSeconds = 65;

const packageFolder = join(root, 'node_modules', 'better-sqlite3');

/** True when a runtime with this Node-API version (a number) cannot load the package's own prebuilt addon. */
export function needsOwnBuild(napi) {
  return napi < prebuiltApi;
}

function home() {
  const version = readJson(join(packageFolder, 'package.json'))?.version;
  return join(cacheFolder(), `sqlite-${version}-napi-experimental-${platformKey}`);
}

/** The absolute path of the addon built here, or undefined. */
export function ready() {
  const file = join(home(), 'better_sqlite3.node');
  return existsSync(file) ? file : undefined;
}

/**
 * A folder with `include/node` for this Node: beside its executable, or from the registry's package of Node.
 */
async function headers(folder) {
  const beside = join(dirname(process.execPath), '..');
  const candidates = [process.env.npm_config_nodedir, beside];
  const found = candidates.find((path) => path && existsSync(join(path, 'include/node/node_api.h')));
  if (found) return found;
  mkdirSync(folder);
  const name = `node-${platformKey.replace('win32', 'win')}`;
  const { code, output } = await runNpm(folder, [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--prefix',
    folder,
    `${name}@${process.versions.node}`,
  ]);
  if (code !== 0) {
    throw new Problem(
      `Node's headers are missing and could not be fetched (${lastWords(output)}): install the headers of your Node, or use Node 22.14 or newer where Electron itself can be downloaded, which needs no build.`,
    );
  }
  return join(folder, 'node_modules', name);
}

async function ensureBuildTools(percent) {
  const missing = Object.keys(buildTools).filter((program) => !findProgram(program));
  if (missing.length === 0) return;
  if (process.platform !== 'linux') {
    throw new Problem(
      'Node.js of this version needs a compiler for SQLite: use Node 22.14 or newer, which needs none.',
    );
  }
  const purpose = 'SQLite must be built once for this runtime; that';
  await installPackages(
    missing.map((program) => buildTools[program]),
    purpose,
    percent,
  );
}

/** Builds the addon once from the sources in its package, in a temporary copy. Takes about a minute. */
export async function make(percent) {
  await ensureBuildTools(() => {});
  await makeFolder(home(), async (folder) => {
    const work = join(folder, 'work');
    const source = join(work, 'better-sqlite3');
    mkdirSync(work);
    cpSync(packageFolder, source, {
      recursive: true,
      filter: (path) => !path.startsWith(join(packageFolder, 'prebuilds')),
    });
    cpSync(join(root, 'node_modules', 'node-addon-api'), join(work, 'node_modules', 'node-addon-api'), {
      recursive: true,
    });
    const start = performance.now();
    const { code, output } = await whileWatching(
      () => percent(Math.min(0.95, (performance.now() - start) / 1000 / typicalSeconds)),
      async () =>
        run(
          process.execPath,
          [
            join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
            'rebuild',
            '--release',
            '--force_build=1',
            `--nodedir=${await headers(join(work, 'headers'))}`,
            `--jobs=${availableParallelism()}`,
          ],
          { cwd: source, env: { ...process.env, CXXFLAGS: flags } },
        ),
    );
    if (code !== 0) {
      throw new Problem(
        `SQLite could not be built (${lastWords(output)}): install g++, make and python3, then run the same command again.`,
      );
    }
    const addon = join(folder, 'better_sqlite3.node');
    renameSync(join(source, 'build', 'Release', 'better_sqlite3.node'), addon);
    await proveItLoads(addon);
    rmSync(work, { recursive: true, force: true });
  });
  return ready();
}

/** Opens a database in another process, so that a bad addon ends that one and not the set-up. */
async function proveItLoads(addon) {
  const program = `new (require('better-sqlite3'))(':memory:', { nativeBinding: ${JSON.stringify(addon)} }).close()`;
  const { code, output } = await run(process.execPath, ['-e', program], { cwd: root });
  if (code !== 0) throw new Error(`the built SQLite addon does not load: ${output}`);
}
