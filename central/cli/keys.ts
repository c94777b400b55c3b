import type { Command } from 'commander';
import { replaceRecoveryKey } from './recovery-key.ts';
import { withDatabase } from './with-database.ts';

async function recovery(): Promise<void> {
  await withDatabase(replaceRecoveryKey);
  process.stdout.write('Backups of before are opened by the key of before: keep it as long as them.\n');
}

export function keysCommands(program: Command): void {
  const keys = program.command('keys').description('replace the keys of this central');
  keys
    .command('recovery')
    .description('make and show another recovery key, for the backups from now on')
    .action(recovery);
}
