import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type DeskFolder, DeskFolders } from '../../electron/session/desk-folder.ts';
import type { Case } from '../../shared/case/case.ts';
import type { TestCentral } from './central.ts';

const FOLDER = resolve('test/fixtures/0.1.0');

/** What test/fixtures/0.1.0/README.md says of the files that version 0.1.0 left. */
export const FROZEN = z
  .object({
    now: z.int(),
    password: z.string(),
    device: z.uuid(),
    cases: z.int(),
    unsent: z.object({ agent1: z.int(), lead: z.int() }),
  })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'facts.json'), 'utf8')));

export type FrozenAccount = keyof typeof FROZEN.unsent;
export const FROZEN_ACCOUNTS: readonly FrozenAccount[] = ['agent1', 'lead'];

export const FROZEN_BACKUP = join(FOLDER, 'central.backup');

/**
 * A desk as version 0.1.0 left it, on the machine whose folder is `root` and as if it had worked with `url`.
 */
export function frozenDesk(root: string, account: FrozenAccount, url: string): DeskFolder {
  const from = join(FOLDER, account);
  const { user, key } = z
    .object({ user: z.looseObject({ id: z.string() }), key: z.unknown() })
    .parse(JSON.parse(readFileSync(join(from, 'desk.json'), 'utf8')));
  const folder = new DeskFolders(join(root, 'desks')).of({ server: url }, user.id);
  cpSync(from, folder.path, { recursive: true });
  for (const file of ['desk.db', 'desk.db-unsent']) chmodSync(join(folder.path, file), 0o600);
  folder.writeCard({ server: url, user, key } as Parameters<DeskFolder['writeCard']>[0]);
  return folder;
}

/** Every case that central stores, as it is stored, by id. */
export async function storedDocuments({ db }: Pick<TestCentral, 'db'>): Promise<Map<string, Case>> {
  const rows = await db.selectFrom('case_').select(['id', 'doc']).execute();
  return new Map(rows.map(({ id, doc }) => [id, doc as Case]));
}
