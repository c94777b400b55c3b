import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lastWords, run, whileWatching } from './command.mjs';
import { probe } from './electron-probe.mjs';
import { folderSize, readJson, writeJson } from './files.mjs';
import { cacheFolder, platformKey, root } from './locations.mjs';

const folder = join(root, 'node_modules', 'electron');
const typicalBytes = 120_000_000;
const patience = 15_000;
const dayInMs = 86_400_000;

function wantedVersion() {
  return readJson(join(folder, 'package.json'))?.version;
}

function versionsFile() {
  return join(cacheFolder(), `electron-${wantedVersion()}-${platformKey}.json`);
}

function refusalFile() {
  return join(cacheFolder(), `electron-${wantedVersion()}-refused.json`);
}

/** The executable that Electron's own installer left, or undefined. */
function executable() {
  try {
    const dist = join(folder, 'dist');
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    const path = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8'));
    return version === wantedVersion() && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The runtime of the `electron` package, or undefined when it was not downloaded yet. */
export function installed() {
  const path = executable();
  const versions = path && readJson(versionsFile());
  return versions && { source: 'current', folder: join(folder, 'dist'), path, ...versions };
}

/** True for a day after this network refused the download, so that not every start asks again. */
export function refusedLately() {
  const { at } = readJson(refusalFile()) ?? {};
  const age = Date.now() - at;
  return age >= 0 && age < dayInMs;
}

/**
 * Runs Electron's own installer (it honours ELECTRON_MIRROR and the proxy variables), but gives up when no
 * byte arrives for 15 seconds. Resolves to the runtime, or to `{ refusal }`, which is remembered for a day.
 */
export async function download(percent) {
  mkdirSync(cacheFolder(), { recursive: true });
  const temporary = mkdtempSync(join(cacheFolder(), '.electron-download-'));
  let stalled = false;
  try {
    if (!executable()) {
      // Its installer writes this last: one that is older than the rest would call half of it complete.
      rmSync(join(folder, 'path.txt'), { force: true });
      rmSync(join(folder, 'dist'), { recursive: true, force: true });
      let child;
      let size = 0;
      let changed = performance.now();
      const watch = () => {
        const now = folderSize(temporary) + folderSize(join(folder, 'dist'));
        if (now !== size) changed = performance.now();
        size = now;
        percent(Math.min(0.99, size / typicalBytes));
        stalled = performance.now() - changed > patience;
        if (stalled) child?.kill('SIGKILL');
      };
      const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
      env.ELECTRON_GET_NO_PROGRESS = '1';
      if (env.HTTPS_PROXY ?? env.https_proxy) env.ELECTRON_GET_USE_PROXY ??= 'true';
      const { output } = await whileWatching(watch, () =>
        run(process.execPath, [installScript()], {
          env,
          onSpawn: (started) => {
            child = started;
          },
        }),
      );
      if (!executable()) {
        const refusal = stalled ? 'no data for 15 seconds' : lastWords(output);
        writeJson(refusalFile(), { at: Date.now(), refusal });
        return { refusal };
      }
    }
    writeJson(versionsFile(), await probe(executable()));
    rmSync(refusalFile(), { force: true });
    return installed();
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function installScript() {
  return createRequire(join(root, 'package.json')).resolve('electron/install.js');
}
