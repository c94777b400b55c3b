import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemIds } from '../../../electron/chance.ts';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { idOf } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';

let central: TestCentral;
let proxy: FaultyProxy;
let agent: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
const open: SteppedDesk[] = [];

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  proxy = await startFaultyProxy(central.url);
  agent = await central.addUser('agent1');
  given = await giveCases(central, agent, [1, 2, 3]);
});

afterEach(async () => {
  for (const desk of open.splice(0)) desk.close();
  await proxy.stop();
  await central.stop();
  folder.remove();
});

async function signIn(): Promise<SteppedDesk> {
  const desk = await SteppedDesk.signIn(proxy.url, agent, deskFileIn(folder.path));
  open.push(desk);
  return desk;
}

/** Attempts that central keeps of a case, by mutation id. */
async function attemptsAtCentral(caseId: string): Promise<string[]> {
  const rows = await central.db.selectFrom('case_').select('doc').where('id', '=', caseId).execute();
  return rows.flatMap(({ doc }) =>
    (doc as Case).history.flatMap((entry) => (entry.type === 'attempt' ? [entry.id] : [])),
  );
}

function firstCase(): Case {
  const [first] = given;
  if (!first) throw new Error('no case was given');
  return first;
}

describe('a desk and its central', () => {
  it('pulls the own cases, the library and the team, then has nothing more to ask', async () => {
    const desk = await signIn();
    await desk.exchange();
    expect(desk.failures).toEqual([]);
    for (const { id, externalId } of given) expect(desk.reader.case(id)?.externalId).toBe(externalId);
    expect(desk.reader.library.members().map(({ id }) => id)).toContain(agent.id);
    expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0, progress: null, code: null });
  });

  it('delivers a result exactly once and retires it by the pull that contains it', async () => {
    const desk = await signIn();
    await desk.exchange();
    const { made } = desk.commit(result(firstCase().id, 'NO_ANSWER'));
    expect(desk.engine.status().unsent).toBe(1);
    await desk.exchange();
    expect(await attemptsAtCentral(firstCase().id)).toEqual([made[0]?.id]);
    expect(desk.reader.unsentItems()).toEqual([]);
    expect(desk.reader.case(firstCase().id)?.history.map(({ id }) => id)).toEqual([made[0]?.id]);
  });

  it.each(['drop_request', 'drop_response', 'cut_body', 'html', 'too_many'] as const)(
    'delivers exactly once when the push meets "%s"',
    async (fault) => {
      const desk = await signIn();
      await desk.exchange();
      const { made } = desk.commit(result(firstCase().id, 'NO_ANSWER'), result(firstCase().id, 'BUSY'));
      proxy.fault = (path) => (path === '/v1/push' ? fault : 'none');
      await desk.exchange();
      const codes: Record<string, string> = { html: 'central_not_ours', too_many: 'rate_limited' };
      expect(desk.failures).toEqual([codes[fault] ?? 'central_unreachable']);
      expect(desk.engine.status()).toMatchObject({ state: 'offline', unsent: 2 });
      proxy.fault = () => 'none';
      await desk.exchange();
      expect((await attemptsAtCentral(firstCase().id)).sort()).toEqual(made.map(({ id }) => id).sort());
      expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
      expect(desk.reader.unsentItems()).toEqual([]);
    },
  );

  it.each(['drop_response', 'cut_body', 'html'] as const)(
    'changes nothing when a pull meets "%s"',
    async (fault) => {
      const desk = await signIn();
      proxy.fault = (path) => (path === '/v1/pull' ? fault : 'none');
      await desk.exchange();
      expect(desk.store.meta.get('cursor')).toBeNull();
      expect(desk.reader.case(firstCase().id)).toBeNull();
      proxy.fault = () => 'none';
      await desk.exchange();
      expect(desk.reader.case(firstCase().id)?.id).toBe(firstCase().id);
    },
  );

  it('takes its journal along to a new client id only when no pull would tell that central was put back', async () => {
    const desk = await signIn();
    await desk.exchange();
    const { made } = desk.commit(result(firstCase().id, 'NO_ANSWER'));
    await desk.exchange();
    const waiting = () => desk.store.pending(10, 1_000_000).map(({ mutation }) => mutation.id);
    desk.store.requeue(systemIds.uuid());
    expect(waiting()).toEqual([]);
    desk.store.pull.restart(null, null);
    desk.store.requeue(systemIds.uuid());
    expect(waiting()).toEqual([made[0]?.id]);
    await desk.exchange();
    expect(await attemptsAtCentral(firstCase().id)).toEqual([made[0]?.id]);
    expect(desk.reader.case(firstCase().id)?.history).toHaveLength(1);
    expect(desk.store.unsent()).toBe(0);
  });

  it.each([
    ['pushes', 1],
    ['pulls a copy’s work', 0],
  ])('brings back what changed no case when central lost it and it %s', async (_, unsent) => {
    const desk = await signIn();
    await desk.exchange();
    const { made } = desk.commit(result(systemIds.uuid(), 'NO_ANSWER'));
    await desk.exchange();
    const stored = () => central.db.selectFrom('mutation').select('id').execute();
    expect(await stored()).toEqual([{ id: made[0]?.id }]);
    // A standby takes over that lacks this commit; a copy of the file has pushed meanwhile, or not.
    await central.db.deleteFrom('mutation').execute();
    const [last_seq, last_id] = unsent > 0 ? [0, null] : [7, systemIds.uuid()];
    await central.db.updateTable('sync_client').set({ last_seq, last_id }).execute();
    const later = unsent > 0 ? desk.commit(result(firstCase().id, 'NO_ANSWER')).made : [];
    await desk.exchange();
    const ids = [...made, ...later].map(({ id }) => ({ id }));
    expect(await stored()).toEqual(expect.arrayContaining(ids));
  });

  it('works without central and delivers everything when it is back', async () => {
    const desk = await signIn();
    await desk.exchange();
    await central.down();
    const made = given.map(({ id }) => desk.commit(result(id, 'NO_ANSWER')).made[0]?.id);
    await desk.exchange();
    expect(desk.engine.status()).toMatchObject({ state: 'offline', unsent: 3 });
    expect(desk.reader.case(firstCase().id)?.history.length).toBe(1);
    await central.up();
    await desk.exchange();
    for (const [index, { id }] of given.entries()) expect(await attemptsAtCentral(id)).toEqual([made[index]]);
  });

  it('shows pending work on top of what a pull brings', async () => {
    const desk = await signIn();
    await desk.exchange();
    const lead = await central.addUser('lead1', { role: 'lead' });
    const board = await SteppedDesk.signIn(central.url, lead, deskFileIn(scratch()));
    open.push(board);
    await board.exchange();
    const noted = board.commit({ name: 'addNote', args: { caseId: firstCase().id, text: 'from the lead' } });
    await board.exchange();
    const called = desk.commit(result(firstCase().id, 'NO_ANSWER'));
    proxy.fault = (path) => (path === '/v1/push' ? 'drop_request' : 'none');
    await desk.exchange();
    await desk.exchange();
    const history = desk.reader.case(firstCase().id)?.history.map(({ id }) => id);
    expect(history?.sort()).toEqual([noted.made[0]?.id, called.made[0]?.id].sort());
    expect(desk.engine.status().unsent).toBe(1);
  });

  it('lets go of a case that moved, and still delivers the result that was made on it', async () => {
    const desk = await signIn();
    await desk.exchange();
    const lead = await central.addUser('lead1', { role: 'lead' });
    const colleague = await central.addUser('agent2');
    const board = await SteppedDesk.signIn(central.url, lead, deskFileIn(scratch()));
    open.push(board);
    await board.exchange();
    const called = desk.commit(result(firstCase().id, 'NO_ANSWER'));
    const { outcomes } = board.commit({
      name: 'reassign',
      args: {
        caseId: firstCase().id,
        expected: firstCase().assignmentId,
        toId: colleague.id,
        commandId: null,
      },
    });
    expect(outcomes).toMatchObject([{ ok: true }]);
    await board.exchange();
    proxy.fault = (path) => (path === '/v1/push' ? 'drop_request' : 'none');
    await desk.exchange();
    await desk.exchange();
    expect(desk.reader.case(firstCase().id)).toBeNull();
    expect(desk.engine.status().unsent).toBe(1);
    proxy.fault = () => 'none';
    await desk.exchange();
    expect(await attemptsAtCentral(firstCase().id)).toEqual([called.made[0]?.id]);
    expect(desk.engine.status().unsent).toBe(0);
  });

  it('recovers when a copy of the file pushed as the same client', async () => {
    const place = deskFileIn(scratch());
    const desk = await SteppedDesk.signIn(proxy.url, agent, place);
    await desk.exchange();
    desk.close();
    const copied = { ...deskFileIn(scratch()), key: place.key };
    copyFileSync(place.file, copied.file);
    const original = await SteppedDesk.signIn(proxy.url, agent, place);
    const copy = await SteppedDesk.signIn(proxy.url, agent, copied);
    open.push(original, copy);
    const first = original.commit(result(firstCase().id, 'NO_ANSWER')).made;
    const second = copy.commit(result(firstCase().id, 'BUSY')).made;
    await original.exchange();
    await copy.exchange();
    await original.exchange();
    expect((await attemptsAtCentral(firstCase().id)).sort()).toEqual([first[0]?.id, second[0]?.id].sort());
    expect(copy.store.meta.get('clientId')).not.toBe(original.store.meta.get('clientId'));
    expect(original.engine.status().unsent + copy.engine.status().unsent).toBe(0);
  });

  it('goes on after an access token that central no longer takes', async () => {
    const desk = await signIn();
    await desk.exchange();
    desk.engine.signedIn({
      accessToken: 'not-a-token',
      refreshToken: desk.store.meta.get('refreshToken') ?? '',
      serverTime: central.clock.now(),
    });
    await desk.exchange();
    await desk.exchange();
    desk.commit(result(firstCase().id, 'NO_ANSWER'));
    await desk.exchange();
    expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
  });

  it('keeps a row that it cannot read from stopping the others', async () => {
    await central.db
      .updateTable('case_')
      .set({ doc: JSON.stringify({ ...firstCase(), stage: 'a_stage_of_the_future' }), queue_version: null })
      .where('id', '=', firstCase().id)
      .execute();
    const desk = await signIn();
    await desk.exchange();
    expect(desk.reader.case(firstCase().id)).toBeNull();
    expect(given.slice(1).map(({ id }) => desk.reader.case(id)?.id)).toEqual(
      given.slice(1).map(({ id }) => id),
    );
    expect(desk.engine.status().state).toBe('online');
  });

  it('wakes up when something new is there', async () => {
    const desk = await signIn();
    await desk.exchange();
    const waiting = desk.engine.listen();
    const [fresh] = await giveCases(central, agent, [77]);
    await waiting;
    await desk.exchange();
    expect(desk.reader.case(fresh?.id ?? idOf('none'))?.id).toBe(fresh?.id);
  });
});

function scratch(): string {
  const made = scratchFolder();
  folders.push(made);
  return made.path;
}

const folders: ReturnType<typeof scratchFolder>[] = [];

afterEach(() => {
  for (const made of folders.splice(0)) made.remove();
});
