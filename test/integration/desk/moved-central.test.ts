import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { complete, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let agent: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let desk: TestSession;
let caseId: string;

const at = (server: string) => ({ server, account: agent.account, password: agent.password });
const folders = () => readdirSync(join(folder.path, 'desks')).sort();

async function again(): Promise<void> {
  await desk.session.close();
  desk = sessionIn(folder.path);
}

/** Leaves one result unsent on this desk. */
async function workOffline(): Promise<void> {
  await central.down();
  await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
  await again();
  await central.up();
}

async function arrived(): Promise<number> {
  const row = await central.db
    .selectFrom('case_')
    .select('doc')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow();
  return (row.doc as Case).history.length;
}

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  agent = await central.addUser('agent1');
  const [first] = await giveCases(central, agent, [1]);
  caseId = first?.id ?? '';
  desk = sessionIn(folder.path);
  await desk.session.signIn(at(central.url));
  await desk.statusWhere(complete);
});

afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

test('the same file and its unsent work go on when central has another address', async () => {
  await workOffline();
  const proxy = await startFaultyProxy(central.url);
  await desk.session.signIn(at(proxy.url));
  await desk.statusWhere(complete);
  expect(await arrived()).toBe(1);
  expect(folders()).toHaveLength(1);
  expect(desk.folders.known()).toMatchObject([{ server: proxy.url, unsent: 0 }]);
  await proxy.stop();
  await again();
  expect(await desk.session.signIn(at(proxy.url))).toMatchObject({ mode: 'offline' });
});

test('an open desk goes on at the new address too', async () => {
  const proxy = await startFaultyProxy(central.url);
  expect(await desk.session.signIn(at(proxy.url))).toMatchObject({ server: proxy.url, mode: 'online' });
  await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
  await desk.statusWhere(complete);
  expect(await arrived()).toBe(1);
  expect(proxy.seen).toContain('/v1/push');
  expect(folders()).toHaveLength(1);
  await desk.session.close();
  await proxy.stop();
});

test('the desk of an earlier program, named by its address, is found and moves along', async () => {
  await workOffline();
  const [name = ''] = folders();
  const old = createHash('sha256').update(`${central.url}\n${agent.id}`).digest('hex').slice(0, 32);
  const cardFile = join(folder.path, 'desks', old, 'desk.json');
  renameSync(join(folder.path, 'desks', name), join(folder.path, 'desks', old));
  const { installation, user, ...card } = JSON.parse(readFileSync(cardFile, 'utf8'));
  expect(installation).toMatch(/^[0-9a-f-]{36}$/);
  const before = { staffNumber: '1', role: 'agent', permissions: [], teamId: agent.teamId, teamName: 'Team' };
  writeFileSync(cardFile, JSON.stringify({ ...card, user: { ...user, ...before } }));
  await desk.session.signIn(at(central.url));
  await desk.statusWhere(complete);
  expect(await arrived()).toBe(1);
  expect(folders()).toEqual([old]);
  await again();
  const proxy = await startFaultyProxy(central.url);
  await desk.session.signIn(at(proxy.url));
  expect(folders()).toEqual([old]);
  await desk.session.close();
  await proxy.stop();
});

test('whoever only says to be that central gets a desk of its own, and the other stays as it is', async () => {
  await workOffline();
  const stranger = await startCentral();
  try {
    await stranger.db.deleteFrom('installation').execute();
    await stranger.db
      .insertInto('installation')
      .values(await central.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow())
      .execute();
    const same = await stranger.addUser('agent1', { password: agent.password });
    expect(same.id).toBe(agent.id);
    const device = {
      account_id: agent.id,
      device_id: (await ownDevice()).device_id,
      name: 'x',
      secret: 'ab'.repeat(32),
    };
    await stranger.db
      .insertInto('device')
      .values({ ...device, created_at: 0, last_seen_at: 0 })
      .execute();
    const before = desk.folders.find(central.url, agent.account)?.path;
    await desk.session.signIn(at(stranger.url));
    expect(desk.session.desk?.reader.case(caseId)).toBeNull();
    expect(folders()).toHaveLength(2);
    await again();
    expect(desk.folders.find(central.url, agent.account)?.path).toBe(before);
    await desk.session.signIn(at(central.url));
    await desk.statusWhere(complete);
    expect(await arrived()).toBe(1);
  } finally {
    await desk.session.close();
    await stranger.stop();
  }
});

function ownDevice() {
  return central.db.selectFrom('device').select('device_id').executeTakeFirstOrThrow();
}
