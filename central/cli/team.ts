import type { Command } from 'commander';
import { CodedError } from '../../shared/errors.ts';
import { TeamName } from '../../shared/names.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { allTeams, ensureTeam, findTeam, renameTeam } from '../db/teams.ts';
import { isTaken } from '../db/transaction.ts';
import { keepTrail } from './trail.ts';
import { type Workbench, withDatabase } from './with-database.ts';

const there = (name: string) => new Error(`There is a team "${name}" already.`);

/** A name that no team has. */
async function freeName({ db }: Workbench, text: string): Promise<string> {
  const name = TeamName.safeParse(text).data;
  if (name === undefined) throw new CodedError('invalid_input', { field: 'team' });
  if (await findTeam(db, name)) throw there(name);
  return name;
}

async function add(text: string): Promise<void> {
  const name = await withDatabase(async (bench) => {
    const free = await freeName(bench, text);
    await ensureTeam(bench.db, free, DEFAULT_LIBRARY, bench.ids);
    await keepTrail(bench, 'team_added', { team: free });
    return free;
  });
  process.stdout.write(`Added team ${name}.\n`);
}

async function rename(former: string, text: string): Promise<void> {
  const name = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(former);
    const free = await freeName(bench, text);
    await renameTeam(bench.db, team.id, free).catch((error: unknown) => {
      throw isTaken(error) ? there(free) : error;
    });
    await keepTrail(bench, 'team_renamed', { team: free, formerly: former });
    return free;
  });
  process.stdout.write(`The team ${former} is now called ${name}; people, cases and rules stay.\n`);
}

async function list(options: { json: boolean }): Promise<void> {
  const teams = await withDatabase(({ db }) => allTeams(db));
  const out = options.json ? process.stderr : process.stdout;
  for (const { name } of teams) out.write(`${name}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(teams)}\n`);
}

export function teamCommand(program: Command): void {
  const team = program
    .command('team')
    .description('add, rename and list teams; the first one is called default');
  team
    .command('add <name>')
    .description('add a team with a library of its own; --team calls it by this name')
    .action(add);
  team
    .command('rename <name> <new-name>')
    .description('call a team by another name; everything in it stays')
    .action(rename);
  team
    .command('list')
    .description('list the teams')
    .option('--json', 'print them as one line of JSON at the end', false)
    .action(list);
}
