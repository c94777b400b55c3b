import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { RefreshResponse } from '../../../shared/api/account.ts';
import { MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send, signIn } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let central: TestCentral;
let clock: ManualClock;
let agent: TestUser;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent1');
});
afterEach(() => central.stop());

const device = { id: randomUUID(), name: 'desk' };
const enter = (account: string, password: string) =>
  send(central.url, '/v1/session', { body: { account, password, device } });
const refresh = (refreshToken: string) =>
  send(central.url, '/v1/session/refresh', { body: { refreshToken } });
const parsed = (text: string) => RefreshResponse.parse(JSON.parse(text));
const wait = (token: string) => send(central.url, '/v1/pull', { token, body: {} });

describe('signing in', () => {
  test('answers who one is and the same device secret every time', async () => {
    const first = JSON.parse((await enter('agent1', 'password-1')).text);
    const second = JSON.parse((await enter(' AGENT1 ', 'password-1')).text);
    expect(first.user).toMatchObject({ id: agent.id, account: 'agent1', role: 'agent', teamName: 'Team' });
    expect(second.deviceSecret).toBe(first.deviceSecret);
    expect(second.refreshToken).not.toBe(first.refreshToken);
  });

  test('an unknown account and a wrong password look the same', async () => {
    const [unknown, wrong] = await Promise.all([enter('nobody', 'password-1'), enter('agent1', 'wrong')]);
    expect([unknown.status, unknown.code]).toEqual([401, 'wrong_credentials']);
    expect([wrong.status, wrong.code, wrong.params]).toEqual([401, 'wrong_credentials', unknown.params]);
  });

  test('a disabled account is out at once and cannot refresh', async () => {
    const session = await signIn(central, agent);
    await disableUser(central, 'agent1');
    expect((await wait(session.accessToken)).code).toBe('session_expired');
    expect((await refresh(session.refreshToken)).code).toBe('account_disabled');
    expect(await enter('agent1', 'password-1')).toMatchObject({ status: 403, code: 'account_disabled' });
    expect((await enter('agent1', 'wrong')).code).toBe('wrong_credentials');
  });

  test('a reset password ends the sessions, lifts disabling and forgets wrong tries', async () => {
    const session = await signIn(central, agent);
    for (let tried = 0; tried < 5; tried += 1) await enter('agent1', 'wrong');
    await resetUser(central, 'agent1', 'password-2');
    expect((await refresh(session.refreshToken)).code).toBe('session_expired');
    expect((await enter('agent1', 'password-1')).code).toBe('wrong_credentials');
    expect((await enter('agent1', 'password-2')).status).toBe(200);
  });
});

describe('a session', () => {
  test('goes on with each refresh token while its successor was not used', async () => {
    const session = await signIn(central, agent);
    const lost = parsed((await refresh(session.refreshToken)).text);
    const kept = parsed((await refresh(session.refreshToken)).text);
    expect((await refresh(kept.refreshToken)).status).toBe(200);
    expect(lost.refreshToken).not.toBe(kept.refreshToken);
  });

  test('ends when a token comes back after its successor was used', async () => {
    const session = await signIn(central, agent);
    const second = parsed((await refresh(session.refreshToken)).text);
    const third = parsed((await refresh(second.refreshToken)).text);
    expect((await refresh(session.refreshToken)).code).toBe('session_expired');
    expect((await refresh(third.refreshToken)).code).toBe('session_expired');
    expect((await wait(third.accessToken)).code).toBe('session_expired');
  });

  test('ends when the lost sibling of a used successor turns up', async () => {
    const session = await signIn(central, agent);
    const stolen = parsed((await refresh(session.refreshToken)).text);
    const kept = parsed((await refresh(session.refreshToken)).text);
    const next = parsed((await refresh(kept.refreshToken)).text);
    expect((await refresh(stolen.refreshToken)).code).toBe('session_expired');
    expect((await refresh(next.refreshToken)).code).toBe('session_expired');
  });

  test('outlives the restart of central', async () => {
    const session = await signIn(central, agent);
    await central.down();
    await central.up();
    expect((await wait(session.accessToken)).code).toBe('invalid_input');
    expect((await refresh(session.refreshToken)).status).toBe(200);
  });

  test('needs a fresh access token after 15 minutes', async () => {
    const session = await signIn(central, agent);
    clock.advance(15 * MINUTE + 1_000);
    expect((await wait(session.accessToken)).code).toBe('session_expired');
    const renewed = parsed((await refresh(session.refreshToken)).text);
    expect((await wait(renewed.accessToken)).code).toBe('invalid_input');
  });

  test('is over after signing out; forged and missing tokens never begin one', async () => {
    const { accessToken } = await signIn(central, agent);
    expect((await send(central.url, '/v1/session', { method: 'DELETE', token: accessToken })).status).toBe(
      200,
    );
    expect((await wait(accessToken)).code).toBe('session_expired');
    expect((await wait(`${accessToken.slice(0, -4)}AAAA`)).code).toBe('session_expired');
    expect((await send(central.url, '/v1/session', { method: 'DELETE' })).code).toBe('not_signed_in');
  });
});
