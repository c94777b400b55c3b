import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resetUser } from '../../../central/accounts/users.ts';
import { forgetTries } from '../../../central/db/tries.ts';
import type { ServerOptions } from '../../../central/http/server.ts';
import { DAY, MINUTE, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let central: TestCentral;
let clock: ManualClock;
const NEW = randomUUID();
const KNOWN = randomUUID();

interface Try {
  account?: string;
  device?: string;
  from?: string;
}
const enter = (password: string, { account = 'agent1', device = NEW, from = '198.51.100.7' }: Try = {}) =>
  send(central.url, '/v1/session', {
    body: { account, password, device: { id: device, name: 'desk' } },
    headers: { 'x-forwarded-for': from },
  });

async function start(server: Partial<ServerOptions> = {}): Promise<void> {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock, server: { trustProxy: ['127.0.0.1'], ...server } });
  await central.addUser('agent1');
}

async function codes(count: number, what: Try = {}): Promise<(string | null)[]> {
  const all: (string | null)[] = [];
  for (let turn = 0; turn < count; turn += 1) all.push((await enter('wrong', what)).code);
  return all;
}
const WRONG = Array<string>(5).fill('wrong_credentials');

beforeEach(() => start());
afterEach(() => central.stop());

describe('wrong passwords', () => {
  test('make the next try from there wait, each time twice as long, up to 15 minutes', async () => {
    expect(await codes(6)).toEqual([...WRONG, 'rate_limited']);
    const waits: unknown[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const { status, params } = await enter('password-1');
      expect(status).toBe(429);
      waits.push(params.seconds);
      clock.advance(Number(params.seconds) * SECOND);
      await enter('wrong');
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
  });

  test('never keep the right person out: not from elsewhere, not on a device that is known', async () => {
    expect((await enter('password-1', { device: KNOWN, from: '203.0.113.1' })).status).toBe(200);
    expect((await codes(6)).at(-1)).toBe('rate_limited');
    expect((await enter('password-1')).code).toBe('rate_limited');
    expect((await enter('password-1', { device: KNOWN })).status).toBe(200);
    expect((await enter('password-1', { device: randomUUID(), from: '203.0.113.9' })).status).toBe(200);
    expect((await enter('password-1', { account: 'agent2' })).code).toBe('wrong_credentials');
  });

  test('count for a known device by itself, wherever it is', async () => {
    await enter('password-1', { device: KNOWN });
    expect(await codes(5, { device: KNOWN })).toEqual(WRONG);
    expect((await enter('password-1', { device: KNOWN, from: '203.0.113.4' })).code).toBe('rate_limited');
    expect((await enter('password-1')).status).toBe(200);
  });

  test('count for accounts that do not exist as for others', async () => {
    expect(await codes(6, { account: 'nobody' })).toEqual([...WRONG, 'rate_limited']);
  });

  test('that come at once do not outrun the count', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => enter('wrong')));
    expect(answers.filter(({ code }) => code === 'wrong_credentials')).toHaveLength(5);
    expect((await enter('password-1')).code).toBe('rate_limited');
  });

  test('are forgotten with the right one, with a reset, and after a day', async () => {
    for (let round = 0; round < 3; round += 1) {
      await codes(4);
      expect((await enter('password-1')).status).toBe(200);
      await central.db.deleteFrom('device').execute();
    }
    await codes(5);
    await resetUser(central, 'agent1', 'password-2');
    expect((await enter('password-2')).status).toBe(200);
    await central.db.deleteFrom('device').execute();
    await codes(5);
    clock.advance(DAY + MINUTE);
    expect(await codes(4)).toEqual(WRONG.slice(1));
    expect((await enter('password-2')).status).toBe(200);
    await forgetTries(central.db, { before: clock.now() + 1 });
    expect(await central.db.selectFrom('sign_in_tries').selectAll().execute()).toEqual([]);
  });

  test('for many accounts make one network wait, and nobody on a known device there', async () => {
    await enter('password-1', { device: KNOWN });
    for (let turn = 0; turn < 51; turn += 1) await enter('wrong', { account: `nobody${turn}` });
    expect((await enter('password-1')).code).toBe('rate_limited');
    expect((await enter('password-1', { device: KNOWN })).status).toBe(200);
    expect((await enter('password-1', { from: '203.0.113.9' })).status).toBe(200);
  });

  test('of one IPv6 subscriber count together', async () => {
    for (let turn = 1; turn <= 5; turn += 1) await enter('wrong', { from: `2001:db8:0:1::${turn}` });
    expect((await enter('password-1', { from: '2001:db8:0:1:ffff::9' })).code).toBe('rate_limited');
    expect((await enter('password-1', { from: '2001:db8:0:2::1' })).status).toBe(200);
  });
});

test('strangers at the same address do not take the turn of a known device', async () => {
  await central.stop();
  await start({ signInsPerMinute: 3 });
  await enter('password-1', { device: KNOWN });
  expect(await codes(3, { account: 'nobody' })).toEqual([...WRONG.slice(3), 'rate_limited']);
  expect((await enter('password-1')).code).toBe('rate_limited');
  expect((await enter('password-1', { device: KNOWN })).status).toBe(200);
});

describe('the address of a request', () => {
  const through = (from: string) => enter('wrong', { account: 'nobody', from });

  test.each<[string, ServerOptions['trustProxy'], string]>([
    ['nobody is believed', undefined, '198.51.100.7'],
    ['one proxy is believed, and not what was said to it', 1, ''],
    ['a proxy in the range is believed, and not what was said to it', ['127.0.0.0/8'], ''],
    ['a proxy elsewhere is not believed', ['10.0.0.0/8'], '198.51.100.7'],
  ])('%s', async (_what, trustProxy, last) => {
    await central.stop();
    await start({ trustProxy });
    const said = (turn: number) => `192.0.2.${turn}${last === '' ? ', 198.51.100.7' : ''}`;
    for (let turn = 1; turn <= 5; turn += 1) await through(said(turn));
    expect((await through(said(6))).code).toBe('rate_limited');
  });

  test('two proxies in a row are believed and no third', async () => {
    await central.stop();
    await start({ trustProxy: 2 });
    for (let turn = 1; turn <= 5; turn += 1) await through(`192.0.2.${turn}, 198.51.100.7, 10.0.0.1`);
    expect((await through('192.0.2.6, 198.51.100.7, 10.0.0.1')).code).toBe('rate_limited');
    expect((await through('192.0.2.6, 198.51.100.8, 10.0.0.1')).code).toBe('wrong_credentials');
  });
});

test.each([
  ['account', { account: 'agent\0', password: 'x', device: { id: NEW, name: 'desk' } }],
  ['device.name', { account: 'agent1', password: 'password-1', device: { id: NEW, name: 'de\0sk' } }],
])('a NUL in %s is refused as input', async (field, body) => {
  const answer = await send(central.url, '/v1/session', { body });
  expect(answer).toMatchObject({ status: 400, code: 'invalid_input', params: { field } });
});
