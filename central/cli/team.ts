import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { allTeams, ensureTeam, findTeam } from '../db/teams.ts';
import { withDatabase } from './with-database.ts';

const LONGEST = 80;

/** A name that reads as it is written: no spaces at its ends, no signs that nobody sees. */
function nameOf(text: string): string {
  const name = text.trim().normalize('NFC');
  if (name === '' || [...name].length > LONGEST || /\p{C}/u.test(name))
    throw new InvalidArgumentError(`A team's name has 1 to ${LONGEST} visible signs.`);
  return name;
}

async function add(name: string): Promise<void> {
  await withDatabase(async ({ db, ids }) => {
    if (await findTeam(db, name)) throw new Error(`There is a team "${name}" already.`);
    await ensureTeam(db, name, DEFAULT_LIBRARY, ids);
  });
  process.stdout.write(`Added team ${name}.\n`);
}

async function list(options: { json: boolean }): Promise<void> {
  const teams = await withDatabase(({ db }) => allTeams(db));
  const out = options.json ? process.stderr : process.stdout;
  for (const { name } of teams) out.write(`${name}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(teams)}\n`);
}

export function teamCommand(program: Command): void {
  const team = program.command('team').description('add and list teams; the first one is called default');
  team
    .command('add')
    .argument('<name>', 'how --team calls it', nameOf)
    .description('add a team with a library of its own')
    .action(add);
  team
    .command('list')
    .description('list the teams')
    .option('--json', 'print them as one line of JSON at the end', false)
    .action(list);
}
