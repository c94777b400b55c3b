import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastWords, runNpm, whileWatching } from './command.mjs';
import { readJson, writeJson } from './files.mjs';
import { cacheFolder, root, shortHash } from './locations.mjs';
import { Problem } from './problem.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.callback-desk.json');

function lockText() {
  return readFileSync(join(root, 'package-lock.json'), 'utf8');
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** True when npm's own record of what it installed holds every required package of the lock. */
function installedByHand(lock) {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, wanted]) =>
      !path.includes('node_modules/') ||
      wanted.optional ||
      (installed[path] &&
        installed[path].version === wanted.version &&
        installed[path].integrity === wanted.integrity),
  );
}

/** True when node_modules is what package-lock.json asks for. */
export function ready() {
  const lock = lockText();
  const hash = hashOf(lock);
  if (readJson(stamp)?.lock === hash) return true;
  if (!installedByHand(lock)) return undefined;
  writeJson(stamp, { lock: hash });
  return true;
}

/**
 * A file of every package that the lock names for this system. npm makes all folders first and then fills
 * them.
 */
function expectedFiles(lock) {
  const suits = (list, own) => !list || list.includes(own);
  return Object.entries(JSON.parse(lock).packages)
    .filter(
      ([path, { os, cpu }]) =>
        path.includes('node_modules/') && suits(os, process.platform) && suits(cpu, process.arch),
    )
    .map(([path]) => join(root, path, 'package.json'));
}

/** Ends an `npm ci` of an earlier set-up that was killed and left it behind, working in the same folder. */
function endOrphan(record) {
  const pid = readJson(record)?.pid;
  if (!pid) return;
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('npm')) return;
    }
    process.kill(pid, 'SIGKILL');
  } catch {}
}

/** Installs exactly what package-lock.json names. */
export async function make(percent) {
  const lock = lockText();
  const record = join(cacheFolder(), `installing-${shortHash(root)}.json`);
  mkdirSync(cacheFolder(), { recursive: true });
  endOrphan(record);
  rmSync(stamp, { force: true });

  const expected = expectedFiles(lock);
  const { code, output } = await whileWatching(
    () => percent(0.99 * (expected.filter((file) => existsSync(file)).length / expected.length)),
    () =>
      runNpm(root, ['ci'], {
        onSpawn: (child) => writeFileSync(record, JSON.stringify({ pid: child.pid })),
      }),
  );
  rmSync(record, { force: true });
  if (code !== 0) {
    throw new Problem(
      `The packages could not be installed (${lastWords(output)}): check that npm reaches its registry ("npm ping"), then run the same command again.`,
    );
  }
  writeJson(stamp, { lock: hashOf(lock) });
  return true;
}
