import type { Command } from 'commander';
import { recoveryKeyOf } from './recovery-key.ts';
import { settingsFrom } from './settings.ts';
import { type Workbench, withDatabase } from './with-database.ts';

async function init(): Promise<void> {
  const makes = async (bench: Workbench) => {
    const { databaseUrl, data } = settingsFrom(process.env);
    process.stdout.write(`There is a central in ${databaseUrl ? 'the database at DATABASE_URL' : data}.\n`);
    await recoveryKeyOf(bench);
  };
  await withDatabase(makes, { makes: true });
}

export function initCommand(program: Command): void {
  program
    .command('init')
    .description(
      'set up a central where there is none, and show its recovery key once; one that is there stays as it is',
    )
    .action(init);
}
