import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { systemClock } from '../../../electron/clock.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { SessionView } from '../../../shared/ipc/view.ts';
import { MINUTE } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { complete, DEVICE_ID, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let agent: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let desk: TestSession;
let caseId: string;
let clock: ManualClock;

const credentials = (password = agent.password) => ({
  server: central.url,
  account: agent.account,
  password,
});

/** Starts the program anew. */
async function again(): Promise<TestSession> {
  await desk.session.close();
  desk = sessionIn(folder.path);
  return desk;
}

/** Signs out and in again where something else answers in central's place, until `back`. */
async function instead(answer: Parameters<typeof createServer>[1]): Promise<{ back(): Promise<void> }> {
  await central.down();
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) =>
    server.listen(Number(new URL(central.url).port), '127.0.0.1', resolve),
  );
  expect((server.address() as AddressInfo).port).toBe(Number(new URL(central.url).port));
  return {
    async back() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await central.up();
    },
  };
}

const promote = () =>
  central.db.updateTable('account').set({ role: 'lead', name: 'Li' }).where('id', '=', agent.id).execute();

const says = (status: number, code: string, params = {}) =>
  ((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code, params, requestId: 'r' } }));
  }) as NonNullable<Parameters<typeof createServer>[1]>;

beforeEach(async () => {
  folder = scratchFolder();
  clock = new ManualClock(systemClock.now());
  central = await startCentral({ clock });
  agent = await central.addUser('agent1');
  const [first] = await giveCases(central, agent, [1]);
  caseId = first?.id ?? '';
  desk = sessionIn(folder.path);
  await desk.session.signIn(credentials());
  await desk.statusWhere(complete);
});

afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

describe('the right password opens the own desk', () => {
  test.each([
    ['an account that is locked', says(423, 'account_locked', { minutes: 15 })],
    ['too many requests', says(429, 'rate_limited', { seconds: 60 })],
    ['an update that is required', says(426, 'update_required')],
    ['a code that only a later central has', says(400, 'brand_new')],
    ['nothing at all', () => undefined],
  ])('when central says %s', async (_what, answer) => {
    await desk.session.signOut();
    const strange = await instead(answer);
    desk = sessionIn(folder.path);
    expect(await desk.session.signIn(credentials())).toMatchObject({ mode: 'offline' });
    expect(desk.session.desk?.case(caseId)?.id).toBe(caseId);
    await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
    await strange.back();
  });

  test('while a network that accepted has not answered yet', async () => {
    await again();
    const never = new Promise<never>(() => undefined);
    desk = sessionIn(folder.path, DEVICE_ID, (url) => ({ ...clientNet(url), signIn: () => never }));
    expect((await desk.session.signIn(credentials())).user.id).toBe(agent.id);
  });

  test('and central takes over when it answers late', async () => {
    await desk.session.signOut();
    let asked = 0;
    const strange = await instead((_request, response) => {
      asked += 1;
      if (asked > 1) says(429, 'rate_limited', { seconds: 0 })(_request, response as never);
    });
    desk = sessionIn(folder.path);
    expect(await desk.session.signIn(credentials())).toMatchObject({ mode: 'offline' });
    await strange.back();
    await desk.statusWhere(complete);
    expect(desk.session.view()?.mode).toBe('online');
  });
});

test('a session that is there goes on while central takes no password', async () => {
  const proxy = await startFaultyProxy(central.url);
  await desk.session.signIn({ ...credentials(), server: proxy.url });
  await desk.statusWhere(complete);
  await again();
  proxy.fault = (path) => (path === '/v1/session' ? 'too_many' : 'none');
  await desk.session.signIn({ ...credentials(), server: proxy.url });
  await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
  await desk.statusWhere(complete);
  expect(proxy.seen).toContain('/v1/push');
  await desk.session.close();
  await proxy.stop();
});

describe('what central answers holds', () => {
  test('a disabled account has no desk, also when the cable is pulled then', async () => {
    await again();
    await disableUser(central, agent.account);
    await expect(desk.session.signIn(credentials())).rejects.toMatchObject({ code: 'account_disabled' });
    expect(desk.session.view()).toBeNull();
    await central.down();
    await again();
    await expect(desk.session.signIn(credentials())).rejects.toMatchObject({ code: 'account_disabled' });
    await central.up();
    await resetUser(central, agent.account, agent.password);
    expect(await desk.session.signIn(credentials())).toMatchObject({ mode: 'online' });
    await central.down();
    await again();
    expect(await desk.session.signIn(credentials())).toMatchObject({ mode: 'offline' });
    await central.up();
  });

  test('a desk that is open closes when its account is disabled', async () => {
    const closed = new Promise<unknown>((resolve) => {
      desk.onSession = (view, code) => view === null && resolve(code);
    });
    await disableUser(central, agent.account);
    await desk.session.desk?.writer.call('hurry');
    expect(await closed).toBe('account_disabled');
    await central.down();
    await expect(desk.session.signIn(credentials())).rejects.toMatchObject({ code: 'account_disabled' });
    await central.up();
  });

  test('a disabled account whose password was changed has none either', async () => {
    await desk.session.close();
    await resetUser(central, agent.account, 'password-2');
    await disableUser(central, agent.account);
    desk = sessionIn(folder.path);
    const closed = new Promise<unknown>((resolve) => {
      desk.onSession = (view, code) => view === null && resolve(code);
    });
    const entered = desk.session.signIn(credentials()).catch(() => null);
    expect(await closed).toBe('account_disabled');
    await entered;
    expect(desk.session.view()).toBeNull();
  });

  test('a token that hears of it before the password is refused says so too', async () => {
    const place = scratchFolder();
    const stepped = await SteppedDesk.signIn(central.url, agent, deskFileIn(place.path));
    await stepped.exchange();
    await disableUser(central, agent.account);
    await stepped.exchange();
    expect(stepped.engine.status().code).toBe('account_disabled');
    stepped.engine.signInRefused('password_changed');
    expect(stepped.engine.status().code).toBe('account_disabled');
    stepped.close();
    place.remove();
  });

  test('a changed password is asked for at the open desk, whose work goes on with it', async () => {
    await again();
    await resetUser(central, agent.account, 'password-2');
    expect(await desk.session.signIn(credentials())).toMatchObject({ mode: 'offline' });
    await desk.statusWhere(({ code }) => code === 'password_changed');
    await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
    await expect(desk.session.signIn(credentials())).rejects.toMatchObject({ code: 'wrong_credentials' });
    expect(desk.session.desk?.case(caseId)?.history).toHaveLength(1);
    expect(await desk.session.signIn(credentials('password-2'))).toMatchObject({ mode: 'online' });
    await desk.statusWhere(complete);
    await central.down();
    await again();
    await expect(desk.session.signIn(credentials())).rejects.toMatchObject({
      code: 'wrong_password_offline',
    });
    expect(await desk.session.signIn(credentials('password-2'))).toMatchObject({ mode: 'offline' });
    await central.up();
  });

  test('a changed role and name take effect at the next sign-in, also without central then', async () => {
    await again();
    await promote();
    expect((await desk.session.signIn(credentials())).user).toMatchObject({ role: 'lead', name: 'Li' });
    expect(desk.session.desk?.user.role).toBe('lead');
    await desk.statusWhere(complete);
    await central.down();
    await again();
    expect((await desk.session.signIn(credentials())).user).toMatchObject({ role: 'lead', name: 'Li' });
    await central.up();
  });

  test('a changed role takes effect at an open desk when its session is renewed', async () => {
    const changed = new Promise<SessionView>((resolve) => {
      desk.onSession = (view) => {
        if (view?.user.role === 'lead') resolve(view);
      };
    });
    // Somebody else's case, which a caller's number brought.
    const [visited] = await giveCases(central, await central.addUser('agent2'), [2]);
    if (visited) desk.session.desk?.visit([visited]);
    await promote();
    // As after a quarter of an hour.
    clock.advance(16 * MINUTE);
    await desk.session.desk?.writer.call('hurry');
    expect((await changed).user.name).toBe('Li');
    expect(desk.session.desk?.case(visited?.id ?? '')?.id).toBe(visited?.id);
    expect(desk.session.desk?.user.role).toBe('lead');
    await desk.statusWhere(complete);
  });
});

describe('what lies beside the desk file', () => {
  const cardFile = () => join(desk.folders.find(central.url, agent.account)?.path ?? '', 'desk.json');

  test('gives no right, as this program or an earlier one wrote it', async () => {
    await desk.session.close();
    const card = JSON.parse(readFileSync(cardFile(), 'utf8'));
    expect(Object.keys(card.user).sort()).toEqual(['account', 'id', 'name']);
    const full = {
      ...card.user,
      staffNumber: '1',
      permissions: ['findings'],
      teamId: agent.teamId,
      teamName: 'T',
    };
    writeFileSync(cardFile(), JSON.stringify({ ...card, user: { ...full, role: 'admin', name: 'Boss' } }));
    await central.down();
    desk = sessionIn(folder.path);
    const view = await desk.session.signIn(credentials());
    expect(view.user).toMatchObject({ role: 'agent', name: 'agent1', permissions: [] });
    await desk.session.close();
    rmSync(join(cardFile(), '..', 'desk.db'));
    desk = sessionIn(folder.path);
    expect((await desk.session.signIn(credentials())).user).toMatchObject({ role: 'agent', permissions: [] });
    await central.up();
  });

  test('sends nobody to another address', async () => {
    await desk.session.close();
    const proxy = await startFaultyProxy(central.url);
    const card = JSON.parse(readFileSync(cardFile(), 'utf8'));
    writeFileSync(cardFile(), JSON.stringify({ ...card, server: proxy.url }));
    desk = sessionIn(folder.path);
    const view = await desk.session.signIn({ ...credentials(), server: proxy.url });
    expect(view).toMatchObject({ server: central.url, mode: 'online' });
    await desk.statusWhere(complete);
    expect(proxy.seen).toEqual([]);
    expect(desk.folders.known()).toMatchObject([{ server: central.url }]);
    await proxy.stop();
  });
});
