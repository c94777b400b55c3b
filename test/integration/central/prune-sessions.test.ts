import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneSessions } from '../../../central/db/prune-sessions.ts';
import { DAY } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send, signIn } from '../../support/central-client.ts';

let central: TestCentral;
let agent: TestUser;

beforeAll(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
});
afterAll(() => central.stop());

const renew = (refreshToken: string) => send(central.url, '/v1/session/refresh', { body: { refreshToken } });
const renewed = async (refreshToken: string): Promise<string> =>
  JSON.parse((await renew(refreshToken)).text).refreshToken;

const held = async () => ({
  sessions: (await central.db.selectFrom('session').select('id').execute()).length,
  tokens: (await central.db.selectFrom('refresh_token').select('hash').execute()).length,
});

/** Prunes as so long from now on. */
const pruneIn = (time: number) => {
  const then = central.clock.now() + time;
  return pruneSessions(central.db, { idle: then - 90 * DAY, superseded: then - 30 * DAY });
};

test('tokens that were replaced long ago go, and the session goes on', async () => {
  const { refreshToken: first } = await signIn(central, agent);
  const second = await renewed(first);
  const third = await renewed(second);
  await pruneIn(29 * DAY);
  expect(await held()).toEqual({ sessions: 1, tokens: 3 });

  await pruneIn(31 * DAY);
  expect(await held()).toEqual({ sessions: 1, tokens: 2 });
  expect((await renew(first)).code).toBe('session_expired');
  expect((await renew(third)).status).toBe(200);
});

test('a session that nobody used for its whole time goes, and one that was ended', async () => {
  const ended = await signIn(central, agent);
  await signIn(central, agent);
  await send(central.url, '/v1/session', { method: 'DELETE', token: ended.accessToken });
  await pruneIn(89 * DAY);
  expect(await held()).toMatchObject({ sessions: 3 });

  await pruneIn(91 * DAY);
  expect(await held()).toEqual({ sessions: 0, tokens: 0 });
});
