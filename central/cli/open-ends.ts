import type { Command } from 'commander';
import { waitingOfTeam } from '../db/mutations.ts';
import { openEndsByAgent } from '../db/open-ends.ts';
import { teamOption } from './settings.ts';
import { withDatabase } from './with-database.ts';

async function openEnds(options: { team?: string; list: boolean; json: boolean }): Promise<void> {
  const { byAgent, waiting } = await withDatabase(async ({ db, clock, existingTeam }) => {
    const { id } = await existingTeam(options.team);
    return {
      byAgent: await openEndsByAgent(db, id, clock.now()),
      waiting: await waitingOfTeam(db, id),
    };
  });
  const count = byAgent.reduce((sum, agent) => sum + agent.openEnds, 0);
  const out = options.json ? process.stderr : process.stdout;
  out.write(`${count} reports are past their promise without feedback.\n`);
  if (waiting > 0)
    out.write(
      `${waiting} pieces of work wait for a case that is not imported, or for work of another desk.\n`,
    );
  if (options.list) {
    for (const { account, name, openEnds: own } of byAgent)
      out.write(`${String(own).padStart(7)}  ${account === null ? '(nobody)' : `${account} ${name}`}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ openEnds: count, waiting, byAgent })}\n`);
}

export function openEndsCommand(program: Command): void {
  program
    .command('open-ends')
    .description('count the reports that are past their promise without feedback')
    .addOption(teamOption('whose reports'))
    .option('--list', 'also by agent', false)
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(openEnds);
}
