import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { root } from './locations.mjs';
import { Problem } from './problem.mjs';

const sources = [
  'shared',
  'electron',
  'renderer',
  'central',
  'build/icon.png',
  'scripts/setup/bundle.mjs',
  'package.json',
  'package-lock.json',
];
const stamp = join(root, 'dist', 'build.json');

function addFiles(path, hash) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== 'node_modules' && name !== 'dist') addFiles(join(path, name), hash);
  }
}

/**
 * A fingerprint of names, sizes and times of everything that a build reads, and of `more` files of the
 * checkout.
 */
export function fingerprint(more = []) {
  const hash = createHash('sha256');
  for (const source of [...sources, ...more]) addFiles(join(root, source), hash);
  return hash.digest('hex');
}

/** True when dist/ was built from the present sources. */
export function ready() {
  const built = readJson(stamp);
  if (built?.sources !== fingerprint()) return undefined;
  return built.outputs.every((file) => existsSync(join(root, 'dist', file))) || undefined;
}

/** Builds the console and central into dist/, with the hooks that end-to-end tests use. */
export async function make() {
  const before = fingerprint();
  rmSync(stamp, { force: true });
  const { buildAll } = await import('./bundle.mjs');
  const outputs = await buildAll({ outDir: join(root, 'dist'), testHooks: true }).catch((error) => {
    throw new Problem(error.message);
  });
  writeJson(stamp, { sources: before, outputs });
  return true;
}
