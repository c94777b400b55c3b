import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { backup } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import { kindOf, recoveryKeyIn } from '../backup/sealing.ts';
import { recoveryKeyOf } from './recovery-key.ts';
import { keepTrail } from './trail.ts';
import { askUnseen, firstLine } from './unseen.ts';
import { withDatabase } from './with-database.ts';

async function write(path: string, { clear, json }: { clear: boolean; json: boolean }): Promise<void> {
  const out = json ? process.stderr : process.stdout;
  const counts = await withDatabase(async (bench) => {
    const recipient = clear ? null : await recoveryKeyOf(bench, out);
    const written = await backup(bench, path, { recipient });
    const form = clear ? 'clear' : 'sealed';
    await keepTrail(bench, 'backed_up', { rows: String(written.rows), form });
    return written;
  });
  out.write(`${counts.rows} rows of ${counts.tables} tables written to ${path}.\n`);
  if (clear)
    out.write(
      'It is in clear: whoever reads it has all personal data, the hashes of all passwords, and what opens a stolen desk.\n',
    );
  if (json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

/** The recovery key, for a file that is sealed; else null. */
async function keyFor(path: string, keyFile: string | undefined): Promise<string | null> {
  if ((await kindOf(path)) !== 'sealed') return null;
  if (keyFile !== undefined) return recoveryKeyIn(await readFile(keyFile, 'utf8'));
  if (process.stdin.isTTY) return recoveryKeyIn(await askUnseen(`Recovery key of ${path} (not shown): `));
  const given = await firstLine();
  if (given === '')
    throw new Error(`${path} is sealed: give its recovery key with --key-file FILE or at standard input.`);
  return recoveryKeyIn(given);
}

interface RestoreOptions {
  replace: boolean;
  keyFile?: string;
  json: boolean;
}

async function putBack(path: string, { replace, keyFile, json }: RestoreOptions): Promise<void> {
  const counts = await withDatabase(async (bench) => {
    const key = await keyFor(path, keyFile);
    const restored = await restore(bench, path, { replace, key });
    await keepTrail(bench, 'restored', { madeAt: new Date(restored.madeAt).toISOString() });
    return restored;
  });
  const out = json ? process.stderr : process.stdout;
  const madeAt = new Date(counts.madeAt).toISOString();
  out.write(
    `${counts.rows} rows put back as they were at ${madeAt}; desks bring what they sent since then once more.\n` +
      `Accounts that were disabled and passwords that were reset since ${madeAt} are as they were before: repeat that now.\n`,
  );
  if (json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

export function backupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description(
      'write everything that central knows at this moment into one file, sealed for the recovery key (shown once, by "init" or the first backup); no secret is needed',
    )
    .option(
      '--clear',
      'not sealed: whoever reads the file has all personal data, the hashes of all passwords, and what opens a stolen desk',
      false,
    )
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(write);
  program
    .command('restore <file>')
    .description(
      'put a backup back, all or nothing, also under a running server: desks read everything anew and bring what they sent in the last 14 days once more; import again what was imported since the backup',
    )
    .option('--replace', 'put it in the place of data that are here', false)
    .option(
      '--key-file <file>',
      'the recovery key of a sealed backup; else it is asked for unseen, or read from standard input',
    )
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(putBack);
}
