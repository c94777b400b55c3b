import type { Command } from 'commander';
import { endSessions } from '../accounts/users.ts';
import { withDatabase } from './with-database.ts';

async function end(account: string | undefined, { all }: { all: boolean }): Promise<void> {
  if (all === (account !== undefined)) throw new Error('Name an account, or say --all.');
  const ended = await withDatabase((bench) => endSessions(bench, account ?? null));
  process.stdout.write(`Ended sessions: ${ended}. Their desks keep their work and ask for the password.\n`);
}

export function sessionsCommand(program: Command): void {
  const sessions = program.command('sessions').description('end sessions');
  sessions
    .command('end [account]')
    .description(
      'sign an account, or everybody, out everywhere: desks keep their work and ask for the password, other systems sign in anew',
    )
    .option('--all', 'everybody', false)
    .action(end);
}
