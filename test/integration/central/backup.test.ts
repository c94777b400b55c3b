import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { writeLines } from '../../../central/backup/lines.ts';
import { restore } from '../../../central/backup/restore.ts';
import { freshRecoveryKey } from '../../../central/backup/sealing.ts';
import { rowsOf, tableShapes } from '../../../central/db/backup.ts';
import type { Database } from '../../../central/db/connect.ts';
import { newestVersion } from '../../../central/db/feed.ts';
import { storedEpoch } from '../../../central/db/meta.ts';
import { SCHEMA } from '../../../central/db/migrate.ts';
import { snapshot } from '../../../central/db/transaction.ts';
import { attemptsOf } from '../../../shared/case/history.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { attempt, countRows, note, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let caseIds: string[];
let folder: ReturnType<typeof scratchFolder>;
let file: string;

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  caseIds = (await giveCases(central, chen, [1, 2, 3, 4])).map(({ id }) => id);
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

const idAt = (index: number) => caseIds[index] ?? '';

/** Every row of every table as text, in an order of its own; but for what only this installation has. */
function contents(db: Database): Promise<Record<string, string[]>> {
  return snapshot(db, async (trx) => {
    const tables: Record<string, string[]> = {};
    for (const shape of await tableShapes(trx)) {
      if (['session', 'refresh_token', 'challenge'].includes(shape.name)) continue;
      const lines: string[] = [];
      for await (const some of rowsOf(trx, shape)) lines.push(...some);
      tables[shape.name] = lines.filter((line) => !line.startsWith('["access-token-key"')).sort();
    }
    return tables;
  });
}

describe('a backup', () => {
  test('put back into another central is the same to the last sign, in an epoch of its own', async () => {
    const awkward = 'a "quote", a \\ backslash,\na line\u2028another, {braces}, 王敏 😀, NULL and \t';
    const desk = await deskOf(central, chen);
    await desk.push(note(idAt(0), awkward), attempt(idAt(1), { note: awkward, disposition: 'NOT_KNOWN' }));
    const { public: recipient, key } = await freshRecoveryKey();
    const before = await contents(central.db);
    const counts = await backup(central, file, { recipient });
    expect(counts.rows).toBe(Object.values(before).flat().length);
    expect(counts.tables).toBe(Object.keys(before).length);

    const other = await startCentral();
    expect((await restore(other, file, { replace: false, key })).rows).toBe(counts.rows);
    const after = await contents(other.db);
    expect({ ...after, sync_meta: [] }).toEqual({ ...before, sync_meta: [] });
    expect(await storedEpoch(other.db)).not.toBe(await storedEpoch(central.db));
    expect((await deskOf(other, chen)).token).toBeTruthy();
    await other.stop();
  });

  test('is of one moment, however much is written meanwhile', async () => {
    let writing = true;
    const desk = await deskOf(central, chen);
    const work = (async () => {
      while (writing) await desk.push(...caseIds.map((id) => attempt(id)));
    })();
    await backup(central, file, { recipient: null });
    writing = false;
    await work;
    const other = await startCentral();
    await restore(other, file, { replace: false });
    expect(await countRows(other, 'call_result')).toBe(await countRows(other, 'mutation'));
    const newest = await other.db
      .selectFrom('sync_change')
      .select((row) => row.fn.max<number>('version').as('version'))
      .executeTakeFirstOrThrow();
    expect(newest.version).toBe(await newestVersion(other.db, chen.teamId));
    await other.stop();
  });

  test('slows no commit down, however long it takes: none leaves an old row of its team behind', async () => {
    const place = async () =>
      (await sql<{ ctid: string }>`select ctid::text from team`.execute(central.db)).rows;
    const before = await place();
    const desk = await deskOf(central, chen);
    for (const id of caseIds) await desk.push(attempt(id));
    expect(await place()).toEqual(before);
  });

  test('takes the place of no other file', async () => {
    await writeFile(file, 'precious');
    await expect(backup(central, file, { recipient: null })).rejects.toThrow('exists already');
    expect(await readFile(file, 'utf8')).toBe('precious');
  });
});

describe('a restore', () => {
  test('that takes central back: desks bring what it lost, each result is there once and all agree', async () => {
    const sitDown = (user: TestUser) => {
      const place = join(folder.path, user.account);
      mkdirSync(place);
      return SteppedDesk.signIn(central.url, user, deskFileIn(place));
    };
    const agent = await sitDown(chen);
    const boss = await sitDown(lead);
    const everybody = async () => {
      for (let round = 0; round < 3; round += 1) {
        await agent.exchange();
        await boss.exchange();
      }
    };
    await everybody();
    const made = agent.commit(...caseIds.map((id) => result(id, 'NOANS'))).made;
    await everybody();
    await backup(central, file, { recipient: null });

    made.push(...agent.commit(result(idAt(0), 'NOANS'), result(idAt(1), 'NOANS')).made);
    boss.commit({
      name: 'reassign',
      args: {
        caseId: idAt(3),
        expected: boss.reader.case(idAt(3))?.assignmentId ?? null,
        toId: lead.id,
        commandId: null,
      },
    });
    await everybody();
    expect((await storedCase(central, idAt(3))).assigneeId).toBe(lead.id);
    made.push(...agent.commit(result(idAt(2), 'NOANS')).made);

    await restore(central, file, { replace: true });
    expect(await countRows(central, 'call_result')).toBe(caseIds.length);
    expect((await storedCase(central, idAt(3))).assigneeId).toBe(chen.id);
    await everybody();

    const stored = await central.db.selectFrom('call_result').select('id').execute();
    expect(stored.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect((await storedCase(central, idAt(3))).assigneeId).toBe(lead.id);
    for (const id of caseIds) {
      const truth = await storedCase(central, id);
      expect(attemptsOf(truth.history)).toHaveLength(id === idAt(3) ? 1 : 2);
      expect(boss.reader.case(id)).toEqual(truth);
      expect(agent.reader.case(id)).toEqual(id === idAt(3) ? null : truth);
    }
    expect([agent, boss].map(({ store }) => store.unsent())).toEqual([0, 0]);
    agent.close();
    boss.close();
  });

  test('where there are data already needs to be meant', async () => {
    await backup(central, file, { recipient: null });
    const before = await contents(central.db);
    await expect(restore(central, file, { replace: false })).rejects.toThrow('--replace');
    expect(await contents(central.db)).toEqual(before);
  });

  const flipped = (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    const middle = Math.floor(bytes.length / 2);
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    return changed;
  };
  test.each([
    ['with a flipped bit', flipped, 'damaged or incomplete'],
    ['that was cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), 'damaged or incomplete'],
    ['that is none', () => Buffer.from('report_id,reported_at\n'), 'damaged or incomplete'],
    ['that is empty', () => Buffer.alloc(0), 'damaged or incomplete'],
  ])('of a file %s changes nothing', async (_which, spoil, sentence) => {
    await backup(central, file, { recipient: null });
    await writeFile(file, spoil(await readFile(file)));
    const before = await contents(central.db);
    await expect(restore(central, file, { replace: true })).rejects.toThrow(sentence);
    expect(await contents(central.db)).toEqual(before);
  });

  async function* lines(head: object, ...others: unknown[]) {
    yield JSON.stringify({ format: 'callback-desk-backup', formatVersion: 1, madeAt: 1, ...head });
    for (const other of others) yield JSON.stringify(other);
  }
  const team = { table: 'team', columns: ['name', 'id', 'version'] };
  const north = ['North', '0b0e9a52-52a4-4a1c-8a0c-0d7d8f6f2f10', '7'];

  test.each([
    ['of a newer central', { schema: '9999-future' }, 'newer central'],
    ['in a newer format', { schema: SCHEMA, formatVersion: 3 }, 'newer central'],
    ['of something else', { schema: SCHEMA, format: 'photographs' }, 'not a backup'],
  ])('of a file %s changes nothing', async (_which, head, sentence) => {
    await writeLines(file, lines(head, team, north));
    const before = await contents(central.db);
    await expect(restore(central, file, { replace: true })).rejects.toThrow(sentence);
    expect(await contents(central.db)).toEqual(before);
  });

  test('of a file with columns that nobody knows changes nothing', async () => {
    await writeLines(file, lines({ schema: SCHEMA }, { ...team, columns: ['name', 'colour'] }, ['a', 'red']));
    const before = await contents(central.db);
    await expect(restore(central, file, { replace: true })).rejects.toThrow('damaged');
    expect(await contents(central.db)).toEqual(before);
  });

  test('of an older central brings its data up to date', async () => {
    const today = (await tableShapes(central.db)).map(({ name }) => name).sort();
    await writeLines(file, lines({ schema: '0001-accounts' }, team, north));
    expect(await restore(central, file, { replace: true })).toEqual({ rows: 1, madeAt: 1 });
    expect(await central.db.selectFrom('team').selectAll().execute()).toEqual([
      { id: north[1], name: 'North' },
    ]);
    expect((await tableShapes(central.db)).map(({ name }) => name).sort()).toEqual(today);
  });
});
