import type { Ids } from '../../shared/ports.ts';
import { type Database, openDatabase } from './connect.ts';
import { joinEmbedded } from './embedded.ts';
import { currentEpoch } from './meta.ts';
import { migrate } from './migrate.ts';

/** A database that is up to date, and the way to leave it. */
export interface OpenDatabase {
  db: Database;
  epoch: string;
  close(): Promise<void>;
}

/** Opens the PostgreSQL behind `url`, else our own in the folder `data`, and brings its schema up to date. */
export async function openCentralDatabase(
  source: {
    url: string | undefined;
    data: string;
    binaries: string | undefined;
    /** Settings of our own server, when this process is the one that starts it. */
    settings?: Readonly<Record<string, string>>;
  },
  ids: Ids,
): Promise<OpenDatabase> {
  const embedded = source.url ? null : await joinEmbedded(source.data, source);
  const db = openDatabase(source.url ?? embedded?.url ?? '');
  const close = async () => {
    await db.destroy();
    await embedded?.release();
  };
  try {
    await migrate(db);
    return { db, epoch: await currentEpoch(db, ids), close };
  } catch (error) {
    await close();
    throw error;
  }
}
