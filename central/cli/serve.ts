import { type Command, InvalidArgumentError } from 'commander';
import { SECOND } from '../../shared/time.ts';
import { startCentralServer } from '../central.ts';
import { systemClock } from '../clock.ts';
import { SERVER_CONNECTIONS, SERVING } from '../db/connect.ts';
import { keepHouse } from '../housekeeping.ts';
import { lineJournal } from '../http/journal.ts';
import { askedToEnd } from './ending.ts';
import { settingsFrom } from './settings.ts';
import { trustedProxies } from './trust-proxy.ts';
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
  trustProxy?: number | string[];
  connections: number;
  statementSeconds: number;
  requestSeconds: number;
  requestsPerMinute: number;
  lookupsPerMinute: number;
}

/** Reads a whole number from 1 on. */
function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError('A whole number from 1 on is meant.');
  return count;
}

async function serve(options: ServeOptions): Promise<void> {
  const ended = askedToEnd();
  const run = async ({ db, serving, epoch, lost, clock, ids }: Workbench) => {
    const journal = lineJournal(systemClock.now, (line) => process.stderr.write(line));
    const central = await startCentralServer({ db: serving, epoch, clock, ids }, options, {
      journal: options.log ? journal : { ...journal, request: () => undefined },
      trustProxy: options.trustProxy,
      requestMs: options.requestSeconds * SECOND,
      requestsPerMinute: options.requestsPerMinute,
      lookupsPerMinute: options.lookupsPerMinute,
      writesAtOnce: Math.ceil(options.connections / 2),
    });
    const { databaseUrl, data } = settingsFrom(process.env);
    process.stdout.write(`Central listens on ${central.url}\n`);
    process.stdout.write(databaseUrl ? 'Data: the database at DATABASE_URL\n' : `Data: ${data}\n`);
    if (!['127.0.0.1', '::1', 'localhost'].includes(options.host))
      process.stdout.write('Desks speak plain http to their own machine alone: put TLS in front.\n');
    process.stdout.write('Ctrl-C ends it.\n');
    const housekeeping = keepHouse({ ...central.services, db }, journal);
    try {
      await Promise.race([ended, lost]);
    } finally {
      await housekeeping.stop();
      await central.close();
    }
  };
  const serving = { connections: options.connections, statementMs: options.statementSeconds * SECOND };
  await withDatabase(run, { endsItself: true, makes: true, serving });
}

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run the central API; for other machines put a reverse proxy with TLS in front')
    .option('-p, --port <port>', 'port to listen on', portOf, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all networks', '127.0.0.1')
    .option(
      '--trust-proxy <hops or ranges>',
      'believe X-Forwarded-For of so many reverse proxies in a row, or of those at these addresses',
      trustedProxies,
    )
    .option('--connections <n>', 'connections to the database for requests', countOf, SERVER_CONNECTIONS)
    .option(
      '--statement-seconds <s>',
      'how long a statement of a request may take',
      countOf,
      SERVING.statement_timeout / SECOND,
    )
    .option('--request-seconds <s>', 'how long a request may take to arrive', countOf, 30)
    .option('--requests-per-minute <n>', 'of one session, for each kind of request', countOf, 1_200)
    .option('--lookups-per-minute <n>', 'of one session, by number', countOf, 60)
    .option('--log', 'write one line per request to standard error', false)
    .action(serve);
}
