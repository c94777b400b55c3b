import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../setup/build.mjs';
import { readJson, writeJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';
import { withProgress } from '../setup/progress.mjs';

const out = join(root, 'out');
const stamp = join(out, 'pack.json');
const recipe = ['electron-builder.yml', 'build', 'scripts/run/pack.mjs'];

/** The packed program below the folder that electron-builder fills. */
function programIn(folder, name) {
  if (process.platform === 'darwin') return join(folder, `${name}.app`, 'Contents', 'MacOS', name);
  return join(folder, process.platform === 'win32' ? `${name}.exe` : 'callback-desk');
}

/** Only what differs from electron-builder.yml: the runtime and the addon of this machine, and what to make. */
function configuration({ electron, sqliteBinding }, onPacked) {
  return {
    extends: join(root, 'electron-builder.yml'),
    electronDist: electron.folder,
    electronVersion: electron.version,
    async afterPack({ appOutDir, packager }) {
      const resources = packager.getResourcesDir(appOutDir);
      // What the prepared runtime has for development, and its SQLite addon if it cannot load the usual one.
      rmSync(join(resources, 'default_app.asar'), { force: true });
      rmSync(join(appOutDir, 'callback-desk.json'), { force: true });
      if (sqliteBinding) copyFileSync(sqliteBinding, join(resources, 'sqlite', 'better_sqlite3.node'));
      onPacked(programIn(appOutDir, packager.appInfo.productFilename));
    },
  };
}

/** Bundles without test hooks, aside from the development build, and lets electron-builder do the rest. */
async function make(prepared, installers) {
  const { buildAll } = await import('../setup/bundle.mjs');
  await buildAll({ outDir: join(root, 'dist', 'pack'), testHooks: false, folders: ['renderer', 'electron'] });
  const { build, Platform } = await import('electron-builder');
  let program;
  await build({
    projectDir: root,
    targets: Platform.current().createTarget(installers ? [] : ['dir']),
    publish: 'never',
    config: configuration(prepared, (path) => {
      program = path;
    }),
  });
  return program;
}

/**
 * Packs the console for this system into out/, unless that was done from the present sources. With `--installers`
 * among `args` its installers too. Resolves to the absolute path of the packed program.
 */
export async function pack(prepared, args) {
  const installers = args.includes('--installers');
  const { source, version } = prepared.electron;
  const from = `${fingerprint(recipe)} ${source} ${version} ${prepared.sqliteBinding ?? ''} ${process.arch}`;
  const packed = readJson(stamp);
  if (packed?.from === from && packed.installers >= installers && existsSync(packed.program)) {
    return packed.program;
  }
  rmSync(stamp, { force: true });
  const program = await withProgress('package', () => make(prepared, installers));
  writeJson(stamp, { from, program, installers });
  return program;
}
