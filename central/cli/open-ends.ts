import type { Command } from 'commander';
import { openEndsByAgent } from '../db/open-ends.ts';
import { DEFAULT_TEAM } from './settings.ts';
import { withDatabase } from './with-database.ts';

async function openEnds(options: { team: string; list: boolean; json: boolean }): Promise<void> {
  const byAgent = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return openEndsByAgent(bench.db, team.id, bench.clock.now());
  });
  const count = byAgent.reduce((sum, agent) => sum + agent.openEnds, 0);
  const out = options.json ? process.stderr : process.stdout;
  out.write(`${count} reports are past their promise without feedback.\n`);
  if (options.list) {
    for (const { account, name, openEnds: own } of byAgent)
      out.write(`${String(own).padStart(7)}  ${account === null ? '(nobody)' : `${account} ${name}`}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ openEnds: count, byAgent })}\n`);
}

export function openEndsCommand(program: Command): void {
  program
    .command('open-ends')
    .description('count the reports that are past their promise without feedback')
    .option('--team <team>', 'whose reports', DEFAULT_TEAM)
    .option('--list', 'also by agent', false)
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(openEnds);
}
