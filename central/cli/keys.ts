import type { Command } from 'commander';
import { freshSecret } from '../accounts/tokens.ts';
import { replaceSecret, TOKEN_KEY } from '../db/secrets.ts';
import { replaceRecoveryKey } from './recovery-key.ts';
import { keepTrail } from './trail.ts';
import { withDatabase } from './with-database.ts';

async function recovery(): Promise<void> {
  await withDatabase(replaceRecoveryKey);
  process.stdout.write('Backups of before are opened by the key of before: keep it as long as them.\n');
}

async function rotate(): Promise<void> {
  await withDatabase(async (bench) => {
    await bench.db.transaction().execute(async (trx) => {
      await replaceSecret(trx, TOKEN_KEY, freshSecret());
      await keepTrail({ ...bench, db: trx }, 'token_key_replaced', {});
    });
  });
  process.stdout.write('No token of before is good any more. Desks get another one by themselves.\n');
}

export function keysCommands(program: Command): void {
  const keys = program.command('keys').description('replace the keys of this central');
  keys
    .command('rotate')
    .description(
      'sign access tokens with another key, at once and under running servers; nobody is signed out',
    )
    .action(rotate);
  keys
    .command('recovery')
    .description('make and show another recovery key, for the backups from now on')
    .action(recovery);
}
