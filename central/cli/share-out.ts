import type { Command } from 'commander';
import { existing } from '../accounts/users.ts';
import { type Held, shareOut } from '../assign/share-out.ts';
import { withDatabase } from './with-database.ts';

/** What is in somebody's hands who is gone, and which command gives it to others. */
export function heldSentences(account: string, { openCases, appointments, proposals }: Held): string {
  const promised = appointments > 0 ? ` (${appointments} with a promised call)` : '';
  const cases =
    openCases > 0
      ? `${account} still holds ${openCases} open cases${promised}; "central share-out ${account}" gives them to others of the team.\n`
      : `${account} holds no open cases.\n`;
  const proposed =
    proposals > 0
      ? `${proposals} measures that ${account} proposed wait for the decision of another lead or admin.\n`
      : '';
  return cases + proposed;
}

async function share(account: string, options: { json: boolean }): Promise<void> {
  const { person, counts } = await withDatabase(async (bench) => {
    const person = await existing(bench.db, account);
    return { person, counts: await shareOut(bench, person) };
  });
  const { given, agents, left, unreadable } = counts;
  const out = options.json ? process.stderr : process.stdout;
  const stay = left > 0 ? `; ${left} stay with ${person.account}` : '';
  const damaged = unreadable > 0 ? `; ${unreadable} cannot be read` : '';
  out.write(`${given} cases of ${person.account} given to ${agents} agents${stay}${damaged}.\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

export function shareOutCommand(program: Command): void {
  program
    .command('share-out <account>')
    .description(
      'give the open cases of a person who is gone or away to the other active agents of the team, promised calls first',
    )
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(share);
}
