import type { Command } from 'commander';
import { backup } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import { keepTrail } from './trail.ts';
import { withDatabase } from './with-database.ts';

async function write(path: string, { json }: { json: boolean }): Promise<void> {
  const counts = await withDatabase(async (bench) => {
    const written = await backup(bench, path);
    await keepTrail(bench, 'backed_up', { rows: String(written.rows) });
    return written;
  });
  const out = json ? process.stderr : process.stdout;
  out.write(`${counts.rows} rows of ${counts.tables} tables written to ${path}.\n`);
  if (json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

async function putBack(path: string, { replace, json }: { replace: boolean; json: boolean }): Promise<void> {
  const counts = await withDatabase(async (bench) => {
    const restored = await restore(bench, path, { replace });
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
      'write everything that central knows at this moment into one file; it holds personal data and keys, so keep it as safe as central itself',
    )
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(write);
  program
    .command('restore <file>')
    .description(
      'put a backup back, all or nothing, also under a running server: desks read everything anew and bring what they sent in the last 14 days once more; import again what was imported since the backup',
    )
    .option('--replace', 'put it in the place of data that are here', false)
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(putBack);
}
