import { Argument, type Command } from 'commander';
import { Role } from '../../shared/api/account.ts';
import { changeRole, renameUser } from '../accounts/change.ts';
import { moveUser } from '../accounts/move.ts';
import { type Person, peopleOf } from '../db/people.ts';
import { tableOf } from './table.ts';
import { withDatabase } from './with-database.ts';

const HEADER = [
  ...['account', 'name', 'role', 'team', 'staff number', 'state', 'last seen', 'open cases'],
  'may also',
];

function cellsOf(person: Person): string[] {
  const { account, name, role, team, staffNumber, disabled, lastSeenAt, openCases, permissions } = person;
  const seen = lastSeenAt === null ? 'never' : new Date(lastSeenAt).toISOString();
  const state = disabled ? 'disabled' : 'active';
  return [account, name, role, team, staffNumber, state, seen, String(openCases), permissions.join(' ')];
}

async function list(options: { team?: string; json: boolean }): Promise<void> {
  const people = await withDatabase(async ({ db, existingTeam }) => {
    const team = options.team === undefined ? null : await existingTeam(options.team);
    return peopleOf(db, team?.id ?? null);
  });
  const out = options.json ? process.stderr : process.stdout;
  out.write(tableOf([HEADER, ...people.map(cellsOf)]));
  const shown = people.map(({ lastSeenAt, ...person }) => ({
    ...person,
    lastSeen: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
  }));
  if (options.json) process.stdout.write(`${JSON.stringify(shown)}\n`);
}

async function role(account: string, name: string): Promise<void> {
  const person = await withDatabase((bench) => changeRole(bench, account, Role.parse(name)));
  process.stdout.write(`${person.account} is now ${name}, also where they are signed in.\n`);
}

async function rename(
  account: string,
  to: string | undefined,
  options: { name?: string; staffNumber?: string },
): Promise<void> {
  const names = { ...(to !== undefined && { account: to }), ...options };
  if (Object.keys(names).length === 0)
    throw new Error('Say a new account, or a new --name or --staff-number.');
  const person = await withDatabase((bench) => renameUser(bench, account, names));
  const { name, staff_number: staffNumber } = person;
  process.stdout.write(`${person.account}: ${name}, staff number ${staffNumber || 'none'}.\n`);
}

async function move(name: string, options: { team: string }): Promise<void> {
  const { team, account, counts } = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return { team, ...(await moveUser(bench, name, team)) };
  });
  const { given, agents, left } = counts;
  const former = account.team_name;
  process.stdout.write(
    account.teamId === team.id
      ? `${account.account} is in team ${team.name} already.\n`
      : `Moved ${account.account} from team ${former} to team ${team.name}; all their sessions are over.\n` +
          `Their open cases stay with team ${former}: ${given} given to ${agents} agents, ${left} to nobody ("central assign").\n` +
          `What they did before, sent or not, counts in team ${former}.\n`,
  );
}

/** What lists people and changes who they are. */
export function userChanges(user: Command): void {
  user
    .command('list')
    .description('list the accounts: role, team, last contact of a desk, and open cases held')
    .option('--team <team>', 'only of this team')
    .option('--json', 'print them as one line of JSON at the end', false)
    .action(list);
  user
    .command('role <account>')
    .description('give a person another role, from their next request on')
    .addArgument(new Argument('<role>', 'what the person may do').choices(['agent', 'lead', 'admin']))
    .action(role);
  user
    .command('move <account>')
    .description('put a person into another team; open cases stay with the old one and are shared out there')
    .requiredOption('--team <team>', 'the new team')
    .action(move);
  user
    .command('rename <account> [new-account]')
    .description('correct an account, or the name or staff number of the person; sessions and desks go on')
    .option('--name <name>', 'name of the person')
    .option('--staff-number <number>', 'what a script says instead of a name')
    .action(rename);
}
