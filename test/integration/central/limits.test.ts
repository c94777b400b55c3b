import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send } from '../../support/central-client.ts';
import { note } from '../../support/seed-cases.ts';

const MOST = 5;
let central: TestCentral;
let agent: TestUser;

beforeEach(async () => {
  const server = { requestsPerMinute: MOST, lookupsPerMinute: 2, requestMs: 500, waitMs: 60_000 };
  central = await startCentral({ server });
  agent = await central.addUser('agent');
});
afterEach(() => central.stop());

/** Opens a connection and sends the beginning of a request; answers what central says until it hangs up. */
function begin(words: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect(Number(new URL(central.url).port), '127.0.0.1');
  socket.write(words);
  return { socket, answer: text(socket) };
}

test.each([
  [
    'a body that never comes',
    'POST /v1/session HTTP/1.1\r\nHost: c\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
  ],
  ['a head that never ends', 'POST /v1/session HTTP/1.1\r\nHost: c\r\nX-'],
])('%s is given up with 408', async (_what, words) => {
  const { answer } = begin(words);
  expect(await answer).toMatch(/^HTTP\/1\.1 408 .*\r\n\r\n\{"error":\{"code":"invalid_input"/s);
});

test('a body that drips is given up too', async () => {
  const { socket, answer } = begin(
    'POST /v1/session HTTP/1.1\r\nHost: c\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{',
  );
  socket.on('error', () => undefined);
  const drip = setInterval(() => socket.write(' '), 50);
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

async function answersOf(ask: () => Promise<{ status: number }>, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn += 1) statuses.push((await ask()).status);
  return statuses;
}
const post = (desk: DeskClient, path: string, body: unknown) =>
  send(central.url, path, { method: 'POST', token: desk.token, body });

test('one session that asks too often is told when to ask again; another session goes on', async () => {
  const [busy, other] = [await deskOf(central, agent), await deskOf(central, agent)];
  const push = (desk: DeskClient) => async () => {
    const answer = await desk.pushRaw([note(randomUUID(), 'x')]);
    if (answer.status === 200) desk.seq += 1;
    return answer;
  };
  expect(await answersOf(push(busy), MOST + 1)).toEqual([...Array(MOST).fill(200), 429]);
  expect(await answersOf(push(other), 1)).toEqual([200]);
  const refused = await push(busy)();
  expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
  // Each kind of request has its own count.
  const lookUp = () => post(busy, '/v1/cases/lookup', { number: '13800000000' });
  expect(await answersOf(lookUp, 3)).toEqual([200, 200, 429]);
});

test('a session waits a few times at once and no more', async () => {
  await central.stop();
  central = await startCentral({ server: { waitMs: 60_000 } });
  agent = await central.addUser('agent');
  const [desk, other] = [await deskOf(central, agent), await deskOf(central, agent)];
  const { cursor } = await desk.snapshot();
  const wait = (who: DeskClient) => post(who, '/v1/wait', { version: cursor.version });
  const waits = Array.from({ length: 9 }, () => wait(desk));
  expect(await Promise.race(waits)).toMatchObject({ status: 429, code: 'rate_limited' });
  const others = wait(other);
  expect(await Promise.race([others, wait(desk)])).toMatchObject({ status: 429 });
  await central.down();
  const statuses = (await Promise.all([...waits, others])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([...Array(9).fill(200), 429]);
  await central.up();
});
