import { afterEach, beforeEach, expect, it } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import type { DeskFile } from '../../../electron/store/desk-store.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { Net } from '../../../electron/sync/net.ts';
import { CodedError } from '../../../shared/errors.ts';
import type { QueueFilter } from '../../../shared/ipc/view.ts';
import { result } from '../../support/calls.ts';
import { MORNING } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';

const CASES = 6_250;
const PAGE = 2_500;
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

it('asks once for each page, and again only for one that did not come', async () => {
  const asked: (string | null)[] = [];
  let lost = 0;
  const losing = (net: Net): Net => ({
    ...net,
    pull: async (request, token) => {
      const { from } = request;
      const page = await net.pull(request, token);
      if (from.mode !== 'snapshot') return page;
      asked.push(from.after);
      // The third page is lost once on its way.
      if (asked.length !== 3) return page;
      lost += 1;
      throw new CodedError('central_unreachable');
    },
  });
  desk.close();
  desk = await SteppedDesk.signIn(central.url, agent, deskFileIn(folder.path), losing);
  await desk.engine.exchange();
  expect(asked).toHaveLength(2);
  expect(queue()).toHaveLength(PAGE);
  await desk.exchange();
  expect(lost).toBe(1);
  expect(asked).toHaveLength(4);
  expect(new Set(asked).size).toBe(3);
  expect(desk.failures).toEqual([]);
  expect(queue()).toHaveLength(CASES);
});

it('begins again when central goes back to another history behind a page that came ahead', async () => {
  await desk.engine.exchange();
  const epoch = await rotateEpoch(central.db, central.ids);
  await desk.exchange();
  expect(desk.engine.status().state).toBe('online');
  expect(desk.store.meta.get('cursor')?.epoch).toBe(epoch);
  expect(queue()).toHaveLength(CASES);
});

it('ends without a word when it is closed while the next page is on its way', async () => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let asked = 0;
  const slow = (net: Net): Net => ({
    ...net,
    pull: async (request, token) => {
      asked += 1;
      if (asked === 3) await arrived;
      return net.pull(request, token);
    },
  });
  desk.close();
  desk = await SteppedDesk.signIn(central.url, agent, deskFileIn(folder.path), slow);
  await desk.engine.exchange();
  const step = desk.engine.exchange();
  await expect.poll(() => queue().length).toBe(2 * PAGE);
  desk.close();
  arrive();
  expect(await step).toEqual({ at: null });
  desk = new SteppedDesk(clientNet(central.url), desk.user, deskFileIn(folder.path));
});
