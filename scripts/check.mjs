import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { toolScript } from './run/tools.mjs';
import { run } from './setup/command.mjs';
import { root } from './setup/locations.mjs';
import { runMain } from './setup/problem.mjs';
import { ensure } from './setup.mjs';

const layers = ['shared', 'electron', 'renderer', 'central', 'test'];
const mostLines = 400;
const code = new Set(['.ts', '.tsx', '.mjs', '.cjs', '.css']);
const notOurs = new Set(['node_modules', 'dist', 'out', 'artifacts', '.git']);

/** Runs the program of an npm package; resolves to `{ ok, output }`. */
async function tool(packageName, program, args) {
  const { code: exitCode, output } = await run(
    process.execPath,
    [toolScript(packageName, program), ...args],
    {
      cwd: root,
      keep: 100_000,
    },
  );
  return { ok: exitCode === 0, output };
}

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (notOurs.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (code.has(extname(entry.name))) yield path;
  }
}

function sizes() {
  const lengths = [...sourceFiles(root)].map((path) => [
    readFileSync(path, 'utf8').split('\n').length - 1,
    path,
  ]);
  lengths.sort(([a], [b]) => a - b);
  const long = lengths.filter(([lines]) => lines > mostLines);
  const median = lengths[Math.floor(lengths.length / 2)]?.[0] ?? 0;
  return {
    ok: long.length === 0,
    note: `${lengths.length} files, median ${median} lines, longest ${lengths.at(-1)?.[0] ?? 0}`,
    output: long
      .map(([lines, path]) => `${relative(root, path)}: ${lines} lines, at most ${mostLines}`)
      .join('\n'),
  };
}

/** All checks at once; the results come in this order. */
function startAll() {
  const types = layers.map((layer) => [`types ${layer}`, tool('typescript', 'tsc', ['-p', layer])]);
  return [
    ...types,
    [
      'lint and format',
      tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=100']),
    ],
    ['dead code, dependencies', tool('knip', 'knip', [])],
    ['file sizes', sizes()],
  ];
}

await runMain(async () => {
  await ensure([]);
  let failed = 0;
  for (const [name, pending] of startAll()) {
    const { ok, note, output } = await pending;
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name}${note ? ` (${note})` : ''}\n`);
    if (ok) continue;
    failed += 1;
    process.stdout.write(`${output.trimEnd().replace(/^/gm, '    ')}\n`);
  }
  process.stdout.write(failed === 0 ? 'All checks hold.\n' : `${failed} of the checks failed.\n`);
  return failed === 0 ? 0 : 1;
});
