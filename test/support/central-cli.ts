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
export function runOn(databaseUrl: string, cli: string, words: string[], input = ''): Promise<Ran> {
  return runWith({ ...process.env, DATABASE_URL: databaseUrl }, cli, words, input);
}

/** Runs a command on a data folder, with `input` at its standard input. */
export function runIn(data: string, cli: string, words: string[], input = ''): Promise<Ran> {
  const { DATABASE_URL: _, ...env } = process.env;
  return runWith({ ...env, CALLBACK_DESK_DATA: data }, cli, words, input);
}

async function runWith(env: NodeJS.ProcessEnv, cli: string, words: string[], input: string): Promise<Ran> {
  const child = spawn(process.execPath, [cli, ...words], { env });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    codeOf(child, `central ${words.join(' ')}`),
  ]);
  return { code: code ?? 1, out, err };
}
