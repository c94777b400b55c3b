import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** How many packages lie in node_modules; npm fills it as it goes. */
function countPackages() {
  let names = [];
  try {
    names = readdirSync(modules);
  } catch {
    return 0;
  }
  let count = 0;
  for (const name of names) {
    if (name.startsWith('.')) continue;
    count += name.startsWith('@') ? readdirSync(join(modules, name)).length : 1;
  }
  return count;
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

  const expected = Object.keys(JSON.parse(lock).packages).length;
  const { code, output } = await whileWatching(
    () => percent(Math.min(0.99, countPackages() / expected)),
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
