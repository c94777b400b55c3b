import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentEpoch, rotateEpoch } from '../../../central/db/meta.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';

let central: TestCentral;

beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

test('the same cluster on the same timeline stays in its epoch', async () => {
  const before = await currentEpoch(central.db, central.ids);
  expect(await currentEpoch(central.db, central.ids)).toBe(before);
});

test.each([
  ['in another cluster', { system_identifier: '1' }],
  ['on another timeline', { timeline: 99 }],
])('data that turn up %s begin a new epoch, once', async (_where, stored) => {
  const before = await currentEpoch(central.db, central.ids);
  await central.db.updateTable('sync_meta').set(stored).execute();
  const boots = await Promise.all(Array.from({ length: 5 }, () => currentEpoch(central.db, central.ids)));
  expect(new Set(boots).size).toBe(1);
  expect(boots[0]).not.toBe(before);
  expect(await currentEpoch(central.db, central.ids)).toBe(boots[0]);
});

test('a database user without special rights may look', async () => {
  const role = `clerk_${randomUUID().replaceAll('-', '')}`;
  const before = await currentEpoch(central.db, central.ids);
  await central.db.updateTable('sync_meta').set({ timeline: 99 }).execute();
  const undone = central.db.transaction().execute(async (trx) => {
    await sql.raw(`create role ${role} nosuperuser`).execute(trx);
    await sql.raw(`grant select, insert, update on sync_meta to ${role}`).execute(trx);
    await sql.raw(`grant select on sync_client to ${role}`).execute(trx);
    await sql.raw(`set local role ${role}`).execute(trx);
    const { rows } = await sql<{ is: string }>`select current_setting('is_superuser') as is`.execute(trx);
    expect(rows).toEqual([{ is: 'off' }]);
    expect(await currentEpoch(trx, central.ids)).not.toBe(before);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
});

test('an epoch that begins under a running central sends every desk back to a snapshot', async () => {
  const desk = await deskOf(central, await central.addUser('chen'));
  const { cursor } = await desk.snapshot();
  const epoch = await rotateEpoch(central.db, central.ids);
  expect(await desk.pull({ mode: 'delta', cursor })).toEqual({ kind: 'reset', reason: 'epoch' });
  expect((await desk.snapshot()).cursor).toEqual({ ...cursor, epoch });
});

test('a desk that waits at a version of another epoch is told at once, one that names none waits on', async () => {
  const quick = await startCentral({ server: { waitMs: 50 } });
  const desk = await deskOf(quick, await quick.addUser('chen'));
  const { cursor } = await desk.snapshot();
  const { epoch } = cursor;
  const ahead = cursor.version + 1_000;
  expect((await desk.wait(ahead, { epoch })).changed).toBe(false);
  await rotateEpoch(quick.db, quick.ids);
  expect((await desk.wait(ahead, { epoch })).changed).toBe(true);
  expect((await desk.wait(ahead)).changed).toBe(false);
  await quick.stop();
});

test('a desk that waits at a commit which central lost is told at once', async () => {
  const quick = await startCentral({ server: { waitMs: 50 } });
  const desk = await deskOf(quick, await quick.addUser('chen'));
  const { cursor } = await desk.snapshot();
  const { version, ...at } = cursor;
  expect((await desk.wait(version, at)).changed).toBe(false);
  await quick.db.deleteFrom('sync_commit').where('tag', '=', cursor.tag).execute();
  expect((await desk.wait(version, at)).changed).toBe(true);
  expect((await desk.wait(version, { epoch: at.epoch })).changed).toBe(false);
  await quick.stop();
});
