import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemIds } from '../../../electron/chance.ts';
import type { DeskFile } from '../../../electron/store/desk-store.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DAY } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { MORNING } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { ManualClock, machineOf } from '../../support/manual-clock.ts';

let time: ManualClock;
let central: TestCentral;
let agent: TestUser;
let subject: Case;
let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;

beforeEach(async () => {
  time = new ManualClock(MORNING);
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  central = await startCentral({ clock: time });
  agent = await central.addUser('agent1');
  const [given] = await giveCases(central, agent, [1]);
  if (!given) throw new Error('no case was given');
  subject = given;
});

afterEach(async () => {
  await central.stop();
  folder.remove();
});

/** The machine of the desk: its clock is right while somebody sets central's. */
const machine = { now: () => time.at };

/**
 * Opens the desk, lets somebody work and exchanges everything. @param wrong how far its clock is ahead, ms.
 */
async function session(work: (desk: SteppedDesk) => void, wrong = 0): Promise<void> {
  const clock = machineOf(machine, wrong);
  const desk = await SteppedDesk.signIn(central.url, agent, place, undefined, { clock });
  try {
    await desk.exchange();
    work(desk);
    await desk.exchange();
    expect(desk.failures).toEqual([]);
  } finally {
    desk.close();
  }
}

/** What a desk would send again, if central said now that it was put back. */
async function sentAgain(): Promise<string[]> {
  let ids: string[] = [];
  await session((desk) => {
    desk.store.pull.restart(null, { clientId: systemIds.uuid() });
    ids = desk.store.pending(10, 1_000_000).map(({ mutation }) => mutation.id);
  });
  return ids;
}

it('what central took is kept for two weeks of central’s clock, for the day when it is put back', async () => {
  let made: string | undefined;
  await session((desk) => {
    made = desk.commit(result(subject.id, 'NO_ANSWER')).made[0]?.id;
  });
  time.advance(13 * DAY);
  expect(await sentAgain()).toEqual([made]);
  time.advance(15 * DAY);
  await session(() => undefined);
  time.advance(DAY);
  await session(() => undefined);
  expect(await sentAgain()).toEqual([]);
});

it.each([
  ['for one pull', [0]],
  ['for days', [0, 2, 4]],
])('is kept when central’s clock is weeks ahead %s', async (_, days) => {
  let made: string | undefined;
  await session((desk) => {
    made = desk.commit(result(subject.id, 'NO_ANSWER')).made[0]?.id;
  });
  time.wrong = 30 * DAY;
  for (const day of days) {
    time.at = MORNING + DAY + day * DAY;
    await session(() => undefined);
  }
  time.wrong = 0;
  expect(await sentAgain()).toEqual([made]);
});

it('is kept when both clocks are weeks ahead for an hour', async () => {
  let made: string | undefined;
  await session((desk) => {
    made = desk.commit(result(subject.id, 'NO_ANSWER')).made[0]?.id;
  });
  time.advance(2 * DAY);
  time.wrong = 30 * DAY;
  await session(() => undefined, 30 * DAY);
  await session(() => undefined, 30 * DAY);
  time.wrong = 0;
  expect(await sentAgain()).toEqual([made]);
});

it.each([
  ['ahead', 20 * DAY],
  ['behind', -20 * DAY],
])('is kept as long while the machine’s clock is weeks %s', async (_, wrong) => {
  let made: string | undefined;
  await session(
    (desk) => {
      made = desk.commit(result(subject.id, 'NO_ANSWER')).made[0]?.id;
    },
    Math.min(0, wrong),
  );
  await session(() => undefined, Math.max(0, wrong));
  expect(await sentAgain()).toEqual([made]);
});

it('what was refused waits for a person, however long they are away', async () => {
  let made: string | undefined;
  await session((desk) => {
    made = desk.commit(result(subject.id, 'NO_ANSWER')).made[0]?.id;
    const [queued] = desk.store.pending(1, 1_000_000);
    if (!queued) throw new Error('nothing is pending');
    desk.store.setAside(queued.seq, 'payload_too_large', time.now(), systemIds.uuid());
  });
  time.advance(40 * DAY);
  await session(() => undefined);
  await session((desk) => {
    expect(desk.store.refused()).toBe(1);
    expect(desk.engine.status().state).toBe('attention');
    if (made) desk.store.again(made);
  });
  await session((desk) => expect(desk.reader.case(subject.id)?.history).toMatchObject([{ id: made }]));
});
