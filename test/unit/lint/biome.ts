import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Report {
  diagnostics: { category: string; message: string; location: { path: string } }[];
}

/**
 * The name of the rule that a diagnostic speaks for. All plugins share one category and sign their messages
 * instead.
 */
function ruleOf(diagnostic: Report['diagnostics'][number]): string {
  return diagnostic.category === 'plugin'
    ? `lint/plugin/${diagnostic.message.split(':', 1)[0]}`
    : diagnostic.category;
}

/** Biome fails when it finds something, and its report is then on the standard output of the failure. */
function report(folder: string): Report {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  try {
    return JSON.parse(
      execFileSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      }),
    );
  } catch (failure) {
    if (failure instanceof Error && 'stdout' in failure && typeof failure.stdout === 'string') {
      return JSON.parse(failure.stdout);
    }
    throw failure;
  }
}

/**
 * Lints files under the project's own configuration, in one run.
 *
 * @param files path inside the project -> source text
 * @returns path -> the rules that object to it, sorted, each once; a file that passes has no entry
 */
export function lint(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    cpSync(join(root, 'lint'), join(folder, 'lint'), { recursive: true });
    for (const [path, source] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const found = new Map<string, Set<string>>();
    for (const diagnostic of report(folder).diagnostics) {
      const path = diagnostic.location.path.replaceAll('\\', '/');
      found.set(path, (found.get(path) ?? new Set()).add(ruleOf(diagnostic)));
    }
    return new Map([...found].map(([path, rules]) => [path, [...rules].sort()]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
