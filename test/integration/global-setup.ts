import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../central/db/connect.ts';
import { joinEmbedded } from '../../central/db/embedded.ts';
import { migrate } from '../../central/db/migrate.ts';
import { createDatabase, databaseUrl, TEMPLATE } from '../support/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL that all tests share; each takes a database of its own from the migrated template. */
    postgresUrl: string;
  }
}

/**
 * One real PostgreSQL for the whole run. Its disk need not survive a power cut, so it does not wait for one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'callback-test-postgres-'));
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  };
  const embedded = await joinEmbedded(data, { binaries: process.env.CALLBACK_DESK_POSTGRES_BIN, settings });
  await createDatabase(embedded.url, TEMPLATE, null);
  const template = openDatabase(databaseUrl(embedded.url, TEMPLATE), 1);
  await migrate(template);
  await template.destroy();
  project.provide('postgresUrl', embedded.url);
  return async () => {
    await embedded.release();
    await rm(data, { recursive: true, force: true });
  };
}
