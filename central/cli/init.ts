import type { Command } from 'commander';
import { settingsFrom } from './settings.ts';
import { withDatabase } from './with-database.ts';

async function init(): Promise<void> {
  await withDatabase(async () => undefined, { makes: true });
  const { databaseUrl, data } = settingsFrom(process.env);
  process.stdout.write(`There is a central in ${databaseUrl ? 'the database at DATABASE_URL' : data}.\n`);
}

export function initCommand(program: Command): void {
  program
    .command('init')
    .description('set up a central where there is none; one that is there stays as it is')
    .action(init);
}
