import { Command } from 'commander';
import { assignCommand } from './cli/assign.ts';
import { auditCommand } from './cli/audit.ts';
import { backupCommands } from './cli/backup.ts';
import { demoCommand } from './cli/demo.ts';
import { exportCommand } from './cli/export.ts';
import { sentenceOf } from './cli/failure.ts';
import { importCommand } from './cli/import.ts';
import { initCommand } from './cli/init.ts';
import { keysCommands } from './cli/keys.ts';
import { libraryCommands } from './cli/library.ts';
import { openEndsCommand } from './cli/open-ends.ts';
import { serveCommand } from './cli/serve.ts';
import { sessionsCommand } from './cli/sessions.ts';
import { shareOutCommand } from './cli/share-out.ts';
import { teamCommand } from './cli/team.ts';
import { userCommand } from './cli/user.ts';
import { DatabaseLost } from './db/embedded.ts';
import manifest from './package.json';

/** What a supervisor takes for a reason to start central again (EX_TEMPFAIL). */
const TRY_AGAIN = 75;

const program = new Command('central')
  .description('The central of Callback Desk: accounts, cases and the results of all desks')
  .version(manifest.version)
  .showHelpAfterError('(add --help for what is possible)')
  .addHelpText(
    'after',
    `
Environment:
  CALLBACK_DESK_DATA  folder of the data and of the PostgreSQL that comes along
  DATABASE_URL        a PostgreSQL of your own instead, e.g. postgres://user@host/database`,
  );
const COMMANDS = [
  ...[initCommand, serveCommand, teamCommand, userCommand],
  ...[importCommand, assignCommand, shareOutCommand, exportCommand],
  ...[
    libraryCommands,
    openEndsCommand,
    auditCommand,
    backupCommands,
    keysCommands,
    sessionsCommand,
    demoCommand,
  ],
];
for (const command of COMMANDS) command(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = error instanceof DatabaseLost ? TRY_AGAIN : 1;
}
