import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { momentOf } from '../intake/moments.ts';
import { outcomesCsv, outcomesJson } from '../outcomes/export.ts';
import { withDatabase } from './with-database.ts';

function instantOf(text: string): number {
  const moment = momentOf(text);
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('Write a moment like 2026-03-18 or 2026-03-18T08:00:00+08:00.');
  return moment;
}

interface ExportOptions {
  since: number;
  out?: string;
  json: boolean;
  team?: string;
}

async function outcomes(options: ExportOptions): Promise<void> {
  await withDatabase(async ({ db, existingTeam }) => {
    const team = options.team === undefined ? null : await existingTeam(options.team);
    const lines = (options.json ? outcomesJson : outcomesCsv)(db, options.since, team?.id ?? null);
    if (options.out) return pipeline(Readable.from(lines), createWriteStream(options.out, { mode: 0o600 }));
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
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'one JSON object per line instead of CSV', false)
    .action(outcomes);
}
