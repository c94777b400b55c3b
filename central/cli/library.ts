import { lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { LibraryDocument } from '../../shared/policy/library.ts';
import { documentsOf, publishDocument } from '../library/publish.ts';
import { replanTeam } from '../library/replan.ts';
import { libraryOf } from '../sync/library.ts';
import { writeNew } from './new-file.ts';
import { teamOption } from './settings.ts';
import { withDatabase } from './with-database.ts';

function parsed(text: string): LibraryDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error('The file is no JSON.', { cause });
  }
  const document = LibraryDocument.safeParse(value);
  if (document.success) return document.data;
  const [issue] = document.error.issues;
  throw new Error(
    `The file is no policy, set of dispositions or script: ${issue?.path.join('.') || 'type'}: ${issue?.message}`,
  );
}

async function publishFile(path: string, options: { team?: string; next: boolean }): Promise<void> {
  const document = parsed(await readFile(path, 'utf8'));
  const done = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return { team, ...(await publishDocument({ ...bench, teamId: team.id }, document, options.next)) };
  });
  if ('id' in done) {
    process.stdout.write(`Published ${done.id} to team ${done.team.name}.\n`);
    return;
  }
  process.stderr.write(done.faults.map((fault) => `${fault}\n`).join(''));
  process.stderr.write('Not published.\n');
  process.exitCode = 1;
}

function fileName(document: LibraryDocument): string {
  return document.type === 'script' ? `script-${document.body.kind}.json` : `${document.type}.json`;
}

async function demandNone(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there) throw new Error(`${path} exists already and is left as it is; name another folder.`);
}

async function writeLibrary(folder: string, options: { team?: string }): Promise<void> {
  const library = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return libraryOf(bench.db, team.id);
  });
  await mkdir(folder, { recursive: true });
  const files = documentsOf(library).map((document) => ({
    document,
    path: join(folder, fileName(document)),
  }));
  // All or none: what somebody edits there stays as it is.
  for (const { path } of files) await demandNone(path);
  for (const { document, path } of files) {
    await writeNew(path, [`${JSON.stringify(document, null, 2)}\n`]);
    process.stdout.write(`${path}: version ${document.body.version}\n`);
  }
}

async function replan(options: { team?: string; json: boolean }): Promise<void> {
  const counts = await withDatabase(async (bench) => {
    const team = await bench.existingTeam(options.team);
    return replanTeam({ ...bench, teamId: team.id });
  });
  const out = options.json ? process.stderr : process.stdout;
  const unreadable = counts.unreadable ? `; ${counts.unreadable} cannot be read and stay as they are` : '';
  out.write(`${counts.replanned} of ${counts.cases} open cases have a new plan${unreadable}.\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(counts)}\n`);
}

export function libraryCommands(program: Command): void {
  program
    .command('library <folder>')
    .description(
      'write the newest policy, dispositions and scripts of a team as new files to edit and publish',
    )
    .addOption(teamOption('whose library'))
    .action(writeLibrary);
  program
    .command('publish <file>')
    .description(
      'publish a policy, dispositions or script (JSON as "library" writes it) to all desks of a team; plans stay as they are',
    )
    .addOption(teamOption('whose library'))
    .option('--next', 'give it the version after the newest one', false)
    .action(publishFile);
  program
    .command('replan')
    .description('plan all open cases of a team by its newest policy')
    .addOption(teamOption('whose cases'))
    .option('--json', 'print the counts as one line of JSON at the end', false)
    .action(replan);
}
