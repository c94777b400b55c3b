import { type Command, Option } from 'commander';
import { assignBalanced } from '../assign/assign.ts';
import { teamOption } from './settings.ts';
import { withDatabase } from './with-database.ts';

async function assign(options: { team?: string; json: boolean }): Promise<void> {
  const counts = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return assignBalanced({ ...bench, teamId: team.id });
  });
  const out = options.json ? process.stderr : process.stdout;
  const rest = counts.left > 0 ? `; ${counts.left} stay with nobody` : '';
  const unreadable = counts.unreadable ? `; ${counts.unreadable} cannot be read` : '';
  out.write(`${counts.assigned} cases given to ${counts.agents} agents${rest}${unreadable}.\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

export function assignCommand(program: Command): void {
  program
    .command('assign')
    .description('give open cases without an owner to the active agents of a team')
    .addOption(
      new Option('--strategy <strategy>', 'how to share them out').choices(['balanced']).default('balanced'),
    )
    .addOption(teamOption('whose cases'))
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(assign);
}
