import { type Command, InvalidArgumentError } from 'commander';
import { startCentralServer } from '../central.ts';
import { systemClock } from '../clock.ts';
import { keepHouse } from '../housekeeping.ts';
import { lineJournal } from '../http/journal.ts';
import { askedToEnd } from './ending.ts';
import { settingsFrom } from './settings.ts';
import { type Workbench, withDatabase } from './with-database.ts';

export const DEFAULT_PORT = 8717;

/** Reads a TCP port from the command line; 0 lets the system choose. */
export function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return port;
}

interface ServeOptions {
  port: number;
  host: string;
  log: boolean;
  trustProxy: boolean;
}

async function serve(options: ServeOptions): Promise<void> {
  const ended = askedToEnd();
  const run = async ({ db, serving, epoch, lost, clock, ids }: Workbench) => {
    const journal = lineJournal(systemClock.now, (line) => process.stderr.write(line));
    const central = await startCentralServer({ db: serving, epoch, clock, ids }, options, {
      journal: options.log ? journal : { ...journal, request: () => undefined },
      trustProxy: options.trustProxy,
    });
    const { databaseUrl, data } = settingsFrom(process.env);
    process.stdout.write(`Central listens on ${central.url}\n`);
    process.stdout.write(databaseUrl ? 'Data: the database at DATABASE_URL\n' : `Data: ${data}\n`);
    process.stdout.write('Ctrl-C ends it.\n');
    const housekeeping = keepHouse({ ...central.services, db }, journal);
    try {
      await Promise.race([ended, lost]);
    } finally {
      await housekeeping.stop();
      await central.close();
    }
  };
  await withDatabase(run, { endsItself: true, makes: true });
}

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run the central API; for other machines put a reverse proxy with TLS in front')
    .option('-p, --port <port>', 'port to listen on', portOf, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all networks', '127.0.0.1')
    .option('--trust-proxy', 'believe X-Forwarded-For of a reverse proxy', false)
    .option('--log', 'write one line per request to standard error', false)
    .action(serve);
}
