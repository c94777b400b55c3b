import { afterEach, beforeEach, expect, it } from 'vitest';
import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import type { DeskFile } from '../../../electron/store/desk-store.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { QueueFilter } from '../../../shared/ipc/view.ts';
import { result } from '../../support/calls.ts';
import { MORNING } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';

const CASES = 2_500;
const PAGE = 1_000;
const OPEN: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };

let central: TestCentral;
let agent: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;
let desk: SteppedDesk;
/** When each case is due, the most urgent first. */
let due: number[];

beforeEach(async () => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  central = await startCentral();
  agent = await central.addUser('agent1');
  const numbers = Array.from({ length: CASES }, (_, n) => n + 1);
  due = (await giveCases(central, agent, numbers)).map(({ dueAt }) => dueAt).sort((a, b) => a - b);
  desk = await SteppedDesk.signIn(central.url, agent, place);
});
afterEach(async () => {
  desk.close();
  await central.stop();
  folder.remove();
});

/** The queue as a screen would show it now. */
const queue = () => new QueueIndex(desk.reader.queue).list(OPEN, { now: MORNING, callingTime: true });

it('brings the most urgent first, says how far it is, and lets people work with what has come', async () => {
  await desk.engine.exchange();
  const first = desk.engine.status();
  expect(first.state).toBe('syncing');
  expect(first.progress?.total).toBeGreaterThanOrEqual(CASES);
  expect(first.progress?.received).toBeGreaterThanOrEqual(PAGE);
  const shown = queue();
  expect(shown).toHaveLength(PAGE);
  expect(shown.map(({ dueAt }) => dueAt).sort((a, b) => a - b)).toEqual(due.slice(0, PAGE));

  const { made } = desk.commit(result(shown[0]?.id ?? '', 'NOANS'));
  await desk.engine.exchange();
  await desk.engine.exchange();
  const second = desk.engine.status().progress;
  expect(second?.received).toBeGreaterThanOrEqual(2 * PAGE);
  expect(second?.msLeft).not.toBeNull();
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ state: 'online', progress: null, unsent: 0 });
  expect(queue()).toHaveLength(CASES);
  const stored = await central.db.selectFrom('call_result').select('id').execute();
  expect(stored.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
});

it('goes on after a restart where it stopped', async () => {
  await desk.engine.exchange();
  const before = desk.engine.status().progress?.received ?? 0;
  desk.close();
  const asked: unknown[] = [];
  const listening = (net: ReturnType<typeof clientNet>) => ({
    ...net,
    pull: (...[request, token]: Parameters<typeof net.pull>) => {
      asked.push(request.from);
      return net.pull(request, token);
    },
  });
  const later = new SteppedDesk(listening(clientNet(central.url)), desk.user, place);
  desk = later;
  expect(later.engine.status().progress?.received).toBe(before);
  expect(queue()).toHaveLength(PAGE);
  await later.exchange();
  expect(asked).toHaveLength(3);
  expect(asked[0]).toMatchObject({ mode: 'snapshot', after: expect.any(String) });
  expect(asked.at(-1)).toMatchObject({ mode: 'delta' });
  expect(queue()).toHaveLength(CASES);
});
