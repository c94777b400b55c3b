import type { Clock, Ids } from '../shared/ports.ts';
import { SECOND } from '../shared/time.ts';
import { accessTokens, freshSecret } from './accounts/tokens.ts';
import type { Database } from './db/connect.ts';
import { sharedSecret, TOKEN_KEY } from './db/secrets.ts';
import { createServer, type ServerOptions } from './http/server.ts';
import type { Services } from './services.ts';
import { FeedHub } from './sync/hub.ts';
import { receiptKeyOf } from './sync/receipt.ts';
import { Spreads } from './sync/spreads.ts';

const DEFAULTS = {
  signInsPerMinute: 60,
  requestsPerMinute: 1_200,
  lookupsPerMinute: 60,
  requestMs: 30 * SECOND,
  waitMs: 25 * SECOND,
};

export interface CentralParts {
  db: Database;
  epoch: string;
  clock: Clock;
  ids: Ids;
}

/** A central that takes requests. */
export interface RunningCentral {
  services: Services;
  url: string;
  /** Ends waits, lets running requests finish and closes the port; the database stays open. */
  close(): Promise<void>;
}

/** Starts central on a database. `port` 0: any free one. */
export async function startCentralServer(
  parts: CentralParts,
  listen: { host: string; port: number },
  options: Partial<ServerOptions> & Pick<ServerOptions, 'journal'>,
): Promise<RunningCentral> {
  const tokenKey = () => sharedSecret(parts.db, TOKEN_KEY, freshSecret());
  await receiptKeyOf(parts.db);
  const hub = new FeedHub(parts.db);
  const spreads = new Spreads({ ...parts, hub });
  const services: Services = { ...parts, tokens: accessTokens(tokenKey, parts.clock), hub, spreads };
  const server = await createServer(services, { ...DEFAULTS, ...options });
  const url = await server.listen(listen);
  return { services, url, close: () => server.close() };
}
