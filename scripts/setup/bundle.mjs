import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './locations.mjs';
import { say } from './progress.mjs';

const native = ['electron', 'better-sqlite3'];

/**
 * What is built: `[folder below the output, entry, output file]`; a part without an entry file is skipped.
 */
const programs = [
  ['electron', 'electron/main.ts', 'main.cjs'],
  ['electron', 'electron/preload.ts', 'preload.cjs'],
  ['electron', 'electron/sync/worker.ts', 'worker.cjs'],
  ['electron', 'electron/queue/worker.ts', 'queue.cjs'],
  ['central', 'central/cli.ts', 'cli.mjs'],
  ['central', 'central/data-folder.ts', 'data-folder.mjs'],
];

function shared(testHooks) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __APP_VERSION__: JSON.stringify(version), __TEST_HOOKS__: JSON.stringify(testHooks) },
  };
}

async function buildRenderer(outDir, testHooks) {
  const { build } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  await build({
    ...shared(testHooks),
    root: join(root, 'renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      chunkSizeWarningLimit: 2000,
      reportCompressedSize: false,
    },
  });
}

/** npm keeps a package below central/ when the root has another version of it: such a one is bundled. */
function packagesOfCentral() {
  const folder = join(root, 'central', 'node_modules');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => !name.startsWith('.'));
}

/**
 * Bundles one program for Node or Electron's main process into a single file. `.cjs` carries its npm
 * dependencies except the native ones; `.mjs` leaves them to node_modules. `plugins`: further ones for Vite.
 */
export async function buildProgram(entry, outDir, file, { testHooks, plugins = [] }) {
  const { build } = await import('vite');
  const packaged = file.endsWith('.cjs');
  await build({
    ...shared(testHooks),
    plugins,
    ssr: { target: 'node', noExternal: packaged ? true : packagesOfCentral(), external: native },
    build: {
      ssr: join(root, entry),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        external: native,
        output: { format: packaged ? 'cjs' : 'es', entryFileNames: file, codeSplitting: false },
      },
    },
  });
}

/**
 * Builds renderer, main, preload, writer thread and central (or the named `folders` of these) into `outDir`.
 * Each folder is made aside and then put in place. Resolves to the files that must exist, relative to
 * `outDir`.
 */
export async function buildAll({ outDir, testHooks, folders = ['renderer', 'electron', 'central'] }) {
  const aside = join(outDir, '.next');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  const outputs = [];
  if (folders.includes('renderer') && existsSync(join(root, 'renderer', 'index.html'))) {
    await buildRenderer(join(aside, 'renderer'), testHooks);
    outputs.push('renderer/index.html');
  }
  for (const [folder, entry, file] of programs.filter(([name]) => folders.includes(name))) {
    if (!existsSync(join(root, entry))) {
      say(`build: ${entry} does not exist, skipped`);
      continue;
    }
    await buildProgram(entry, join(aside, folder), file, { testHooks });
    outputs.push(`${folder}/${file}`);
  }
  if (folders.includes('electron')) {
    copyFileSync(join(root, 'build', 'icon.png'), join(aside, 'electron', 'icon.png'));
    outputs.push('electron/icon.png');
  }
  for (const folder of readdirSync(aside)) {
    rmSync(join(outDir, folder), { recursive: true, force: true });
    renameSync(join(aside, folder), join(outDir, folder));
  }
  rmSync(aside, { recursive: true });
  return outputs;
}
