import { randomUUID } from 'node:crypto';
import pg from 'pg';

export const TEMPLATE = 'callback_template';

/** The address of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a database, as a copy of `template` when one is named. */
export async function createDatabase(url: string, name: string, template: string | null): Promise<void> {
  await administer(url, `create database ${name}${template ? ` template ${template}` : ''}`);
}

export function dropDatabase(url: string, name: string): Promise<void> {
  return administer(url, `drop database if exists ${name} with (force)`);
}

/** A fresh migrated database on the shared server, and the way to drop it. */
export async function freshDatabase(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(url, name, TEMPLATE);
  return {
    url: databaseUrl(url, name),
    drop: () => dropDatabase(url, name),
  };
}
