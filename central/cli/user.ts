import { Argument, type Command, Option } from 'commander';
import { Permission, Role } from '../../shared/api/account.ts';
import { normaliseAccount } from '../../shared/names.ts';
import { addUser, disableUser, permitUser, resetUser } from '../accounts/users.ts';
import { heldBy } from '../assign/share-out.ts';
import { type ChosenPassword, choosePassword } from './password.ts';
import { teamOption } from './settings.ts';
import { heldSentences } from './share-out.ts';
import { userChanges } from './user-change.ts';
import { withDatabase } from './with-database.ts';

interface AddOptions {
  name?: string;
  role: string;
  staffNumber: string;
  team?: string;
  permit: Permission[];
  passwordStdin: boolean;
}

function tell(done: string, { password, generated }: ChosenPassword): void {
  process.stdout.write(`${done}\n`);
  if (generated) process.stdout.write(`Password: ${password}\n`);
}

async function add(account: string, options: AddOptions): Promise<void> {
  const choice = await choosePassword(options.passwordStdin);
  const team = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    await addUser(bench, {
      account,
      name: options.name ?? account,
      staffNumber: options.staffNumber,
      role: Role.parse(options.role),
      permissions: options.permit,
      password: choice.password,
      teamId: team.id,
    });
    return team.name;
  });
  tell(`Added ${options.role} ${normaliseAccount(account)} to team ${team}.`, choice);
}

async function disable(account: string): Promise<void> {
  const { person, held } = await withDatabase(async (bench) => {
    const person = await disableUser(bench, account);
    return { person, held: await heldBy(bench.db, person) };
  });
  process.stdout.write(`Disabled ${person.account}; all its sessions are over.\n`);
  process.stdout.write(heldSentences(person.account, held));
}

async function permit(account: string, permission: string, options: { withdraw: boolean }): Promise<void> {
  const given = !options.withdraw;
  await withDatabase((bench) => permitUser(bench, account, Permission.parse(permission), given));
  const may = given ? 'may now do' : 'may no longer do';
  process.stdout.write(`${normaliseAccount(account)} ${may}: ${permission}.\n`);
}

async function reset(account: string, options: { passwordStdin: boolean }): Promise<void> {
  const choice = await choosePassword(options.passwordStdin);
  await withDatabase((bench) => resetUser(bench, account, choice.password));
  tell(`${normaliseAccount(account)} has a new password and may sign in; its old sessions are over.`, choice);
}

export function userCommand(program: Command): void {
  const user = program.command('user').description('list, add, change, disable or re-open accounts');
  userChanges(user);
  const stdin = ['--password-stdin', 'read the password from standard input', false] as const;
  user
    .command('add <account>')
    .description('add an account; the password is asked for unseen, or made up and printed')
    .option('--name <name>', 'name of the person (default: the account)')
    .addOption(new Option('--role <role>', 'what the person may do').choices(Role.options).default('agent'))
    .option(
      '--staff-number <number>',
      'what a script says instead of a name (default: the next of the team)',
      '',
    )
    .addOption(teamOption('whose team'))
    .addOption(
      new Option('--permit <permissions...>', 'what an agent may do beyond calling')
        .choices(Permission.options)
        .default([], 'nothing'),
    )
    .option(...stdin)
    .action(add);
  user
    .command('permit <account>')
    .description('let an agent do more than call, from the next exchange of their desk on')
    .addArgument(
      new Argument('<permission>', 'findings: record findings about numbers').choices(Permission.options),
    )
    .option('--withdraw', 'take the permission back', false)
    .action(permit);
  user
    .command('disable <account>')
    .description('end all sessions of an account and let it in no more; says what the person still holds')
    .action(disable);
  user
    .command('reset <account>')
    .description('set a new password, forget wrong tries and open a disabled account again')
    .option(...stdin)
    .action(reset);
}
