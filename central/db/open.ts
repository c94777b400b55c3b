import type { Clock, Ids } from '../../shared/ports.ts';
import { demandCluster, noCentral } from './cluster.ts';
import { type Database, openDatabase, SERVING } from './connect.ts';
import { joinEmbedded } from './embedded.ts';
import { currentEpoch, isCentral } from './meta.ts';
import { migrate } from './migrate.ts';
import type { Tell } from './run-as.ts';

/** A database that is up to date, and the way to leave it. */
export interface OpenDatabase {
  db: Database;
  /** A further pool on it, for the requests of a server: no request holds anything for long. */
  serving: Database;
  epoch: string;
  /** Rejects with `DatabaseLost` when a PostgreSQL of our own died and does not come back. */
  lost: Promise<never>;
  close(): Promise<void>;
}

/** What the requests of a server may take of the database. */
export interface ServingLimits {
  connections: number;
  statementMs: number;
}

/** Opens the PostgreSQL behind `url`, else our own in the folder `data`, and brings its schema up to date. */
export async function openCentralDatabase(
  source: {
    url: string | undefined;
    data: string;
    binaries: string | undefined;
    /** Whom our own server runs as under root. */
    account?: string;
    tell?: Tell;
    /** Whether a new central may be made where there is none. */
    makes?: boolean;
    serving?: ServingLimits;
    /** Settings of our own server, when this process is the one that starts it. */
    settings?: Readonly<Record<string, string>>;
  },
  ids: Ids,
  clock?: Clock,
): Promise<OpenDatabase> {
  if (!source.url && !source.makes) await demandCluster(source.data);
  const embedded = source.url ? null : await joinEmbedded(source.data, source);
  const url = () => source.url ?? embedded?.url ?? '';
  const db = openDatabase(url);
  const serving = openDatabase(url, source.serving?.connections, {
    ...SERVING,
    statement_timeout: source.serving?.statementMs ?? SERVING.statement_timeout,
  });
  const lost = embedded?.lost ?? new Promise<never>(() => undefined);
  const close = async () => {
    await serving.destroy();
    await db.destroy();
    await embedded?.release();
  };
  try {
    if (!source.makes && !(await isCentral(db)))
      throw noCentral(source.url ? 'the database at DATABASE_URL' : source.data);
    await migrate(db);
    return { db, serving, epoch: await currentEpoch(db, ids, clock?.now()), lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}
