import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../setup/build.mjs';
import { lastWords, run } from '../setup/command.mjs';
import { readJson, writeJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';
import { Problem } from '../setup/problem.mjs';
import { withProgress } from '../setup/progress.mjs';
import { needsOwnBuild } from '../setup/sqlite.mjs';
import { toolScript } from './tools.mjs';

const out = join(root, 'out');
const stamp = join(out, 'pack.json');
const config = join(root, 'build', 'builder-config.mjs');
const recipe = ['electron-builder.yml', 'build', 'scripts/run/pack.mjs'];

/** The packed program where electron-builder puts it. */
function programPath() {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  const name = readJson(join(root, 'package.json')).productName;
  const paths = {
    darwin: [`mac${suffix}`, `${name}.app`, 'Contents', 'MacOS', name],
    win32: [`win${suffix}-unpacked`, `${name}.exe`],
    linux: [`linux${suffix}-unpacked`, 'callback-desk'],
  };
  return join(out, ...(paths[process.platform] ?? paths.linux));
}

/**
 * Bundles without test hooks, aside from the development build, and lets electron-builder do the rest: in a
 * process of its own, because its clean-up would end this one with exit code 0.
 */
async function make(electron, addon, installers) {
  const { buildAll } = await import('../setup/bundle.mjs');
  await buildAll({ outDir: join(root, 'dist', 'pack'), testHooks: false, folders: ['renderer', 'electron'] });
  const packing = { folder: electron.folder, version: electron.version, addon };
  const { code, output } = await run(
    process.execPath,
    [
      toolScript('electron-builder', 'electron-builder'),
      '--publish=never',
      `--config=${config}`,
      ...(installers ? [] : ['--dir']),
    ],
    { cwd: root, env: { ...process.env, CALLBACK_DESK_PACKING: JSON.stringify(packing) } },
  );
  if (code !== 0) {
    const remedy = installers
      ? 'the tools for installers come from an open network; "npm run pack" without --installers needs none'
      : 'mend what it names and run the same command again';
    throw new Problem(`electron-builder stopped (${lastWords(output)}): ${remedy}.`);
  }
}

/**
 * Packs the console for this system into out/, unless that was done from the present sources. With
 * `--installers` among `args` its installers too. Resolves to the absolute path of the packed program.
 */
export async function pack({ electron, sqliteBinding }, args) {
  const installers = args.includes('--installers');
  const { source, version, napi } = electron;
  // The set-up may have built one for an old Node alone.
  const addon = needsOwnBuild(napi) ? sqliteBinding : undefined;
  const from = `${fingerprint(recipe)} ${source} ${version} ${addon ?? ''} ${process.arch}`;
  const program = programPath();
  const packed = readJson(stamp);
  if (packed?.from === from && packed.installers >= installers && existsSync(program)) return program;
  rmSync(stamp, { force: true });
  await withProgress('package', () => make(electron, addon, installers));
  writeJson(stamp, { from, installers });
  return program;
}
