import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { outcomesCsv, outcomesJson } from '../outcomes/export.ts';
import { instantOf } from './instant.ts';
import { writeNew } from './new-file.ts';
import { keepTrail } from './trail.ts';
import { withDatabase } from './with-database.ts';

interface ExportOptions {
  since: number;
  out?: string;
  json: boolean;
  team?: string;
}

async function outcomes(options: ExportOptions): Promise<void> {
  await withDatabase(async (bench) => {
    const { db, existingTeam } = bench;
    const team = options.team === undefined ? null : await existingTeam(options.team);
    const lines = (options.json ? outcomesJson : outcomesCsv)(db, options.since, team?.id ?? null);
    await keepTrail(bench, 'exported', { what: 'outcomes', team: team?.name ?? '*' });
    if (options.out) return writeNew(options.out, lines);
    return pipeline(Readable.from(lines), process.stdout, { end: false });
  });
  if (options.out) process.stderr.write(`Written to ${options.out}.\n`);
}

export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('write data for other systems')
    .command('outcomes')
    .description("every call result with its case, as CSV, each team's in the order of arrival")
    .option('--since <moment>', 'only results that arrived at or after this moment', instantOf, 0)
    .option(
      '--team <team>',
      'only results of this team: for its cases, or of its people for cases that nobody knows',
    )
    .option('--out <file>', 'write to a new file, for its owner alone, instead of standard output')
    .option('--json', 'one JSON object per line instead of CSV', false)
    .action(outcomes);
}
