import type { Command } from 'commander';
import { auditSince } from '../db/audit.ts';
import { instantOf } from './instant.ts';
import { withDatabase } from './with-database.ts';

async function audit(options: { since: number; kind?: string; json: boolean }): Promise<void> {
  await withDatabase(async ({ db }) => {
    for await (const { at, kind, account, detail } of auditSince(db, options.since, options.kind ?? null)) {
      const time = new Date(at).toISOString();
      const words = Object.entries(detail).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      const line = options.json
        ? JSON.stringify({ at: time, kind, account, detail })
        : [time, kind, account ?? '-', ...words].join(' ');
      process.stdout.write(`${line}\n`);
    }
  });
}

export function auditCommand(program: Command): void {
  program
    .command('audit')
    .description(
      'what was done: sign-ins and refusals, accounts, look-ups by number, publications, exports, backups, restores',
    )
    .option('--since <moment>', 'only from this moment on', instantOf, 0)
    .option('--kind <kind>', 'only entries of this kind (signed_in, sign_in_refused, lookup, exported, …)')
    .option('--json', 'one JSON object per line', false)
    .action(audit);
}
