import { truncateSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { restore } from '../../../central/backup/restore.ts';
import { importUnsent } from '../../../central/intake/unsent.ts';
import type { DeskFolder } from '../../../electron/session/desk-folder.ts';
import { sealUnsent } from '../../../electron/session/unsent-file.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { scratchFolder } from '../../support/desk.ts';
import {
  FROZEN,
  FROZEN_ACCOUNTS,
  FROZEN_BACKUP,
  type FrozenAccount,
  frozenDesk,
  storedDocuments,
} from '../../support/frozen.ts';
import { complete, sessionIn } from '../../support/session.ts';

let central: TestCentral;
let machine: ReturnType<typeof scratchFolder>;
let folders: Record<FrozenAccount, DeskFolder>;

beforeEach(async () => {
  central = await startCentral();
  await restore(central, FROZEN_BACKUP, { replace: false });
  machine = scratchFolder();
  folders = {
    agent1: frozenDesk(machine.path, 'agent1', central.url),
    lead: frozenDesk(machine.path, 'lead', central.url),
  };
});
afterEach(async () => {
  machine.remove();
  await central.stop();
});

const session = () => sessionIn(machine.path, FROZEN.device);
const credentials = (account: FrozenAccount) => ({ server: central.url, account, password: FROZEN.password });

/** Signs in and lets the desk exchange everything, until a pull has brought back all of its work. */
async function exchanged(account: FrozenAccount) {
  const { session: opened, statusWhere } = session();
  await opened.signIn(credentials(account));
  const items = () => opened.desk?.reader.unsentItems() ?? [];
  await statusWhere((status) => complete(status) && items().length === 0);
  return opened;
}

async function exchange(account: FrozenAccount): Promise<void> {
  await (await exchanged(account)).close();
}

/** How often central has each mutation of an account's clients. */
async function arrived(account: FrozenAccount): Promise<string[]> {
  const rows = await central.db
    .selectFrom('mutation')
    .innerJoin('account', 'account.id', 'mutation.account_id')
    .select('mutation.id')
    .where('account.account', '=', account)
    .execute();
  return rows.map(({ id }) => id);
}

describe.each(FROZEN_ACCOUNTS)('the desk of %s as 0.1.0 left it', (account) => {
  test('opens with the password alone, with each case and all unsent work', async () => {
    await central.down();
    const { session: opened } = session();
    await opened.signIn(credentials(account));
    const desk = opened.desk;
    const entries = desk?.reader.queue.entries() ?? [];
    expect(entries.length).toBeGreaterThan(10);
    for (const { id } of entries) expect(desk?.case(id)?.id).toBe(id);
    const items = desk?.reader.unsentItems() ?? [];
    expect(items).toHaveLength(FROZEN.unsent[account]);
    for (const item of items) expect(item).toMatchObject({ state: 'pending' });
    await opened.close();
    await central.up();
  });

  test('brings its unsent work exactly once', async () => {
    const before = await arrived(account);
    await exchange(account);
    const after = await arrived(account);
    expect(after).toHaveLength(before.length + FROZEN.unsent[account]);
    await exchange(account);
    expect(await arrived(account)).toHaveLength(after.length);
  });

  test('has its unsent work back from the second copy when the file is damaged', async () => {
    const before = await arrived(account);
    truncateSync(folders[account].file, 8_192);
    await exchange(account);
    expect(await arrived(account)).toHaveLength(before.length + FROZEN.unsent[account]);
  });

  test('hands its unsent work over in a sealed file', async () => {
    const sealed = sealUnsent(folders[account], FROZEN.device);
    const counts = await importUnsent(central, JSON.stringify(sealed?.file));
    expect(counts).toMatchObject({ account, read: FROZEN.unsent[account], refused: 0, unreadable: 0 });
    const after = await arrived(account);
    await exchange(account);
    expect(await arrived(account)).toHaveLength(after.length);
  });
});

test('after both desks each case is the same on a desk and at central', async () => {
  for (const account of FROZEN_ACCOUNTS) await exchange(account);
  const lead = await exchanged('lead');
  const documents = await storedDocuments(central);
  expect(documents.size).toBe(FROZEN.cases);
  for (const [id, document] of documents) expect(lead.desk?.case(id)).toEqual(document);
  await lead.close();
});
