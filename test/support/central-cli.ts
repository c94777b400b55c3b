import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { codeOf } from './ending.ts';

/** What a command of central left. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The command line as it is shipped: bundled into a folder of its own, with its dependencies beside it. */
export async function bundledCli(name: string): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = resolve('dist', name);
  const program = `import { buildProgram } from ${JSON.stringify(resolve('scripts/setup/bundle.mjs'))};
    await buildProgram('central/cli.ts', ${JSON.stringify(folder)}, 'cli.mjs', { testHooks: false });`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return { file: join(folder, 'cli.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a command on a database, with `input` at its standard input. */
export async function runOn(databaseUrl: string, cli: string, words: string[], input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [cli, ...words], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    codeOf(child, `central ${words.join(' ')}`),
  ]);
  return { code: code ?? 1, out, err };
}
