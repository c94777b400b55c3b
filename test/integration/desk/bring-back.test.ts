import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { onFailpoint } from '../../../electron/failpoint.ts';
import type { DeskFile } from '../../../electron/store/desk-store.ts';
import { metaOf } from '../../../electron/store/meta.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { Net } from '../../../electron/sync/net.ts';
import { signed, signingKeyOf } from '../../../electron/sync/signing.ts';
import { ChallengeResponse, type RecoverRequest, recoveryText } from '../../../shared/api/recover.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { idOf } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, countRows, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let chen: TestUser;
let place: DeskFile;
let desk: SteppedDesk;
let cases: Case[];
let recovered: string | null;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  chen = await central.addUser('chen');
  cases = await giveCases(central, chen, [1, 2, 3]);
  place = deskFileIn(folder.path);
  recovered = null;
  desk = await SteppedDesk.signIn(central.url, chen, place, listening, { clock });
  await desk.exchange();
});
afterEach(async () => {
  onFailpoint(null);
  desk.close();
  await central.stop();
  folder.remove();
});

/** Hears the token of a session that may only push. */
function listening(net: Net): Net {
  return {
    ...net,
    recover: async (request) => {
      const answer = await net.recover(request);
      recovered = answer.accessToken;
      return answer;
    },
  };
}

/** Results that central has acknowledged since the backup, and a session that was renewed since. */
async function workSince(): Promise<string[]> {
  await backup(central, file, { recipient: null });
  const made = cases.map(({ id }) => desk.commit(result(id, 'NOANS')).made[0]?.id ?? '');
  await desk.exchange();
  clock.advance(16 * MINUTE);
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
  return made;
}

/** On another machine, which knows no session. Until the desk renews its own. */
async function putBack(): Promise<void> {
  await central.db.deleteFrom('session').execute();
  await restore(central, file, { replace: true });
  clock.advance(16 * MINUTE);
}

const results = () => central.db.selectFrom('call_result').select('id').orderBy('id').execute();
const pairOf = () => {
  const connection = openDeskFile(place.file, place.key, 'write');
  const pair = signingKeyOf(metaOf(connection));
  connection.close();
  return pair;
};

test('what central had acknowledged comes back without a password, once, and its person is told', async () => {
  const made = await workSince();
  await putBack();
  expect(await countRows(central, 'call_result')).toBe(0);
  await desk.exchange();
  expect((await results()).map(({ id }) => id)).toEqual([...made].sort());
  expect(desk.engine.status()).toMatchObject({
    state: 'attention',
    code: 'session_expired',
    broughtBack: true,
  });
  // What is logged meanwhile goes out too.
  const [later] = desk.commit(result(cases[0]?.id ?? '', 'NOANS')).made;
  clock.advance(16 * MINUTE);
  await desk.exchange();
  expect((await results()).map(({ id }) => id)).toContain(later?.id);

  const { accessToken, refreshToken, serverTime } = await clientNet(central.url).signIn({
    account: 'chen',
    password: chen.password,
    device: { id: central.ids.uuid(), name: 'test' },
  });
  desk.engine.signedIn({ accessToken, refreshToken, serverTime });
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0, refused: 0, broughtBack: false });
  expect(await countRows(central, 'call_result')).toBe(4);
  for (const { id } of cases.slice(1)) {
    const entries = (await storedCase(central, id)).history.filter(({ type }) => type === 'attempt');
    expect(entries).toHaveLength(1);
  }
});

test('a session of that kind may push and nothing else, until its days are over', async () => {
  await workSince();
  await putBack();
  await desk.exchange();
  const token = String(recovered);
  const body = {
    protocol: 2,
    clientId: central.ids.uuid(),
    scopes: [],
    limit: 10,
    from: { mode: 'snapshot', at: null, after: null },
  };
  const asked = [
    await send(central.url, '/v1/pull', { token, body }),
    await send(central.url, '/v1/cases/lookup', { token, body: { number: '13800000000' } }),
    await send(central.url, '/v1/wait', { token, body: { version: 0, epoch: null } }),
    await send(central.url, '/v1/desks', { token, method: 'GET' }),
    await send(central.url, '/v1/cases/kept', { token, body: { caseId: cases[0]?.id } }),
    await send(central.url, '/v1/outcomes', { token, method: 'GET' }),
    await send(central.url, '/v1/session', { token, method: 'DELETE' }),
  ];
  expect(asked.map(({ status, code }) => [status, code])).toEqual(asked.map(() => [403, 'forbidden']));
  const push = {
    protocol: 2,
    clientId: central.ids.uuid(),
    deviceNow: 0,
    mutations: [{ seq: 1, mutation: attempt(cases[0]?.id ?? '') }],
  };
  expect((await send(central.url, '/v1/push', { token, body: push })).status).toBe(200);
  await disableUser(central, 'chen');
  const again = await send(central.url, '/v1/push', { token, body: push });
  expect([again.status, again.code]).toEqual([401, 'session_expired']);
});

const challenge = (accountId: string, key: string) =>
  send(central.url, '/v1/session/challenge', { body: { accountId, key } });
const recover = (request: RecoverRequest) => send(central.url, '/v1/session/recover', { body: request });

async function proof(pair = pairOf(), epoch?: string): Promise<RecoverRequest> {
  const asker = { accountId: chen.id, key: pairOf().publicKey };
  const answer = await challenge(asker.accountId, asker.key);
  const given = ChallengeResponse.parse(JSON.parse(answer.text));
  const text = recoveryText({ ...given, ...asker, ...(epoch && { epoch }) });
  return { ...asker, challenge: given.challenge, signature: signed(pair, text) };
}

test('only the desk itself proves itself, once, at once, for this epoch', async () => {
  await workSince();
  expect((await challenge(chen.id, pairOf().publicKey)).code).toBe('recovery_over');
  await putBack();

  const good = await proof();
  expect((await recover(good)).status).toBe(200);
  expect((await recover(good)).code).toBe('recovery_refused');

  const elsewhere = deskFileIn(join(folder.path), place.key);
  const other = openDeskFile(`${elsewhere.file}-other`, elsewhere.key, 'write');
  other.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)');
  const stranger = signingKeyOf(metaOf(other));
  other.close();
  expect((await recover(await proof(stranger))).code).toBe('recovery_refused');
  expect((await challenge(chen.id, stranger.publicKey)).code).toBe('recovery_refused');
  const somebody = await central.addUser('somebody');
  expect((await challenge(somebody.id, pairOf().publicKey)).code).toBe('recovery_refused');
  expect((await recover({ ...(await proof()), accountId: somebody.id })).code).toBe('recovery_refused');
  expect((await recover(await proof(pairOf(), central.ids.uuid()))).code).toBe('recovery_refused');

  const slow = await proof();
  clock.advance(3 * MINUTE);
  expect((await recover(slow)).code).toBe('recovery_refused');

  const older = await proof();
  await backup(central, `${file}-2`, { recipient: null });
  await restore(central, `${file}-2`, { replace: true });
  expect((await recover(older)).code).toBe('recovery_refused');
});

test('a disabled account, a password that was reset, and the time after the days get nothing', async () => {
  await workSince();
  await putBack();
  const { publicKey } = pairOf();
  const early = await proof();
  clock.advance(14 * DAY + MINUTE);
  expect((await challenge(chen.id, publicKey)).code).toBe('recovery_over');
  expect((await recover(early)).code).toBe('recovery_over');

  await restore(central, file, { replace: true });
  const ready = await proof();
  await central.db.updateTable('account').set({ active: false }).where('id', '=', chen.id).execute();
  expect((await challenge(chen.id, publicKey)).code).toBe('account_disabled');
  expect((await recover(ready)).code).toBe('account_disabled');
  await resetUser(central, 'chen', 'password-2');
  expect((await challenge(chen.id, publicKey)).code).toBe('recovery_refused');
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ code: 'session_expired', broughtBack: false });
  expect(await countRows(central, 'call_result')).toBe(0);
});

for (const name of ['requeue:written', 'requeue:done', 'answer:begin', 'answer:done'] as const)
  test(`a desk that is ended at ${name} goes on where it was`, async () => {
    const made = await workSince();
    await putBack();
    let ended = false;
    onFailpoint((passed) => {
      if (passed !== name || ended) return;
      ended = true;
      throw new Error('ended');
    });
    await desk.exchange();
    expect(ended).toBe(true);
    const { user } = desk;
    desk.close();
    desk = new SteppedDesk(clientNet(central.url), user, place, { clock });
    await desk.exchange();
    expect((await results()).map(({ id }) => id)).toEqual([...made].sort());
    expect(desk.engine.status()).toMatchObject({ code: 'session_expired', broughtBack: true });
  });

test('a desk whose password was reset tells its key again when its person signs in, also without a start', async () => {
  await resetUser(central, 'chen', 'password-2');
  const device = { id: idOf('device', place.file), name: 'test' };
  const answer = await clientNet(central.url).signIn({ account: 'chen', password: 'password-2', device });
  desk.engine.signedIn(answer);
  await desk.exchange();
  const made = await workSince();
  await putBack();
  await desk.exchange();
  expect((await results()).map(({ id }) => id)).toEqual([...made].sort());
  expect(desk.engine.status()).toMatchObject({ code: 'session_expired', broughtBack: true });
});
