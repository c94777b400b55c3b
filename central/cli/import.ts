import { readFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { NIL } from 'uuid';
import { findTeam } from '../db/teams.ts';
import { rehearsal } from '../db/transaction.ts';
import { importCards } from '../intake/cards.ts';
import { importFindings } from '../intake/findings.ts';
import { type ImportProgress, importFile } from '../intake/import-file.ts';
import { NO_MAPPING, readMapping } from '../intake/mapping.ts';
import type { Intake } from '../intake/new-cases.ts';
import { importConfirmations, importReceipts, importVerifications } from '../intake/outside-files.ts';
import { importSpamReports } from '../intake/spam-reports.ts';
import { importUnsent } from '../intake/unsent.ts';
import { DEFAULT_TEAM, teamOption } from './settings.ts';
import { type Workbench, withDatabase } from './with-database.ts';

interface ImportOptions {
  team?: string;
  rejects?: string;
  mapping?: string;
  dryRun: boolean;
  json: boolean;
}

/** A bar on standard error, only for a person who watches. */
function progressBar(): ImportProgress & { stop(): void } {
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {eta_formatted} left',
    stream: process.stderr,
    noTTYOutput: false,
    clearOnComplete: true,
    hideCursor: true,
  });
  const shown = process.stderr.isTTY;
  return {
    start: (total) => shown && bar.start(Math.max(1, total), 0),
    update: (done) => shown && bar.update(done),
    stop: () => bar.stop(),
  };
}

/** Whose cases a file makes, or may be about. */
type TeamOf = (bench: Workbench, options: ImportOptions) => Promise<{ id: string }>;

const existing: TeamOf = (bench, { team }) => bench.existingTeam(team);
/** A finding is about a number, so that no team need be named. */
const existingIfNamed: TeamOf = async (bench, { team }) =>
  (team === undefined ? await findTeam(bench.db, DEFAULT_TEAM) : await bench.existingTeam(team)) ?? {
    id: NIL,
  };

async function run<Row>(
  intake: Intake<Row>,
  teamOf: TeamOf,
  path: string,
  options: ImportOptions,
): Promise<void> {
  const rejects = options.rejects ?? `${path}.rejects.csv`;
  const counts = await withDatabase(async (bench) => {
    const team = await teamOf(bench, options);
    const mapping =
      options.mapping === undefined ? NO_MAPPING : await readMapping(options.mapping, intake.aliases);
    const { dryRun } = options;
    const db = dryRun ? rehearsal(bench.db) : bench.db;
    const bar = progressBar();
    try {
      return await importFile(
        { ...bench, db, teamId: team.id, dryRun },
        intake,
        { path, rejects, mapping },
        bar,
      );
    } finally {
      bar.stop();
    }
  });
  const { read, imported, duplicates, rejected, differing = 0 } = counts;
  const differ = differing > 0 ? `, ${differing} differ from what is known` : '';
  const where = rejected + differing > 0 ? `; those rows are in ${rejects}` : '';
  const left = counts.unreadable ? `; ${counts.unreadable} cases cannot be read and stay as they are` : '';
  const out = options.json ? process.stderr : process.stdout;
  out.write(
    `${options.dryRun ? 'Dry run, nothing is changed. ' : ''}${read} rows read: ${imported} imported, ${duplicates} known already${differ}, ${rejected} rejected${where}${left}.\n`,
  );
  if (options.json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

async function unsent(path: string, { json }: { json: boolean }): Promise<void> {
  const counts = await withDatabase(async (bench) => importUnsent(bench, await readFile(path, 'utf8')));
  const { account, read, applied, refused, unreadable } = counts;
  const out = json ? process.stderr : process.stdout;
  out.write(
    `${read} entries of ${account} read: ${applied} taken, ${refused} refused, ${unreadable} unreadable.\n`,
  );
  if (json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

export function importCommand(program: Command): void {
  const imports = program
    .command('import')
    .description(
      'read a file (a table as text or .xlsx, columns in any order); what is known already changes nothing',
    );
  const kind = <Row>(name: string, description: string, intake: Intake<Row>, teamOf: TeamOf, whose: string) =>
    imports
      .command(`${name} <file>`)
      .description(`${description}; columns: ${intake.columns.join(', ')}`)
      .addOption(teamOption(whose))
      .option('--rejects <file>', 'where rows go that cannot be used (default: FILE.rejects.csv)')
      .option('--mapping <file>', "JSON: the source's names of columns, and its words")
      .option('--dry-run', 'show what would happen, change nothing', false)
      .option('--json', 'print the counts as one line of JSON at the end', false)
      .action((path: string, options: ImportOptions) => run(intake, teamOf, path, options));
  const works = 'team that works the cases';
  const about = 'team whose cases these are about';
  kind('spam-reports', 'reports of spam messages', importSpamReports, existing, works);
  kind('cards', 'cards sold without complete registration', importCards, existing, works);
  kind(
    'findings',
    'what was found out about reported numbers (report_id or reported_number, action)',
    importFindings,
    existingIfNamed,
    'team whose report_id is meant, where several have it',
  );
  kind(
    'receipts',
    'what became of messages that central requested (reason)',
    importReceipts,
    existing,
    about,
  );
  kind(
    'confirmations',
    "what the operator's system did about measures (reason)",
    importConfirmations,
    existing,
    about,
  );
  kind(
    'verifications',
    'what came of the verification of cards (passed or result: passed, failed, 通过, 未通过; reason)',
    importVerifications,
    existing,
    about,
  );
  imports
    .command('unsent <file>')
    .description(
      'unsent work that a desk exported: taken in the name of the person whose it is, each result once',
    )
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(unsent);
}
