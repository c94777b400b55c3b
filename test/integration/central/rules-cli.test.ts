import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SignInResponse } from '../../../shared/api/account.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import type { DispositionSet } from '../../../shared/case/disposition.ts';
import type { LibraryDocument } from '../../../shared/policy/library.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { DAY } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { bundledCli, type Ran, runOn } from '../../support/central-cli.ts';
import { deskOf, send, signIn } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { attempt, seedReports, storedCase } from '../../support/seed-cases.ts';

let cli: Awaited<ReturnType<typeof bundledCli>>;
let folder: string;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;

beforeAll(async () => {
  cli = await bundledCli('test-central-rules');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callback-rules-'));
  central = await startCentral();
  agent = await central.addUser('agent', { team: 'default' });
  lead = await central.addUser('lead', { team: 'default', role: 'lead' });
});
afterEach(async () => {
  await central.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (words: string[], input = ''): Promise<Ran> => runOn(central.databaseUrl, cli.file, words, input);
const lastLine = ({ out }: Ran) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
const path = (name: string) => join(folder, name);

async function written(name: string, content: string | object): Promise<string> {
  await writeFile(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
}

/** A document as `library` wrote it. */
async function documentOf<T extends LibraryDocument>(name: string): Promise<T> {
  const place = await mkdtemp(path('library-'));
  expect((await run(['library', place])).code).toBe(0);
  return JSON.parse(await readFile(join(place, name), 'utf8'));
}

describe('the library', () => {
  test('takes the place of no file, and then writes none', async () => {
    await written('script-spam_report.json', 'edited');
    const { code, err } = await run(['library', folder]);
    expect([code, err]).toEqual([1, expect.stringContaining('script-spam_report.json exists already')]);
    expect(await readFile(path('script-spam_report.json'), 'utf8')).toBe('edited');
    expect(await readdir(folder)).toEqual(['script-spam_report.json']);
  });

  test('is written as files, edited, published and there on every desk; results under the old rules keep their meaning', async () => {
    const [id = '', other = ''] = await seedReports(central, agent.teamId, 2);
    const finding = { caseId: id, verdict: 'confirmed', action: null } as const;
    await (await deskOf(central, lead)).push(decision('recordFinding', finding, central.clock.now()));
    const desk = await deskOf(central, agent);
    const { cursor } = await desk.snapshot();

    type Dispositions = Extract<LibraryDocument, { type: 'dispositions' }>;
    const given = await documentOf<Dispositions>('dispositions.json');
    const without = (code: string): DispositionSet => ({
      ...given.body,
      dispositions: given.body.dispositions.filter((each) => each.code !== code),
    });
    const file = await written('next.json', { ...given, body: without('STOP') });
    expect(await run(['publish', file])).toMatchObject({
      code: 1,
      err: 'version: is 1, the next one is 2 (--next sets it)\nNot published.\n',
    });
    expect(await run(['publish', file, '--next'])).toMatchObject({
      code: 0,
      out: 'Published dispositions@2 to team default.\n',
    });
    expect((await desk.delta(cursor)).changes).toMatchObject([
      { entity: 'document', id: 'dispositions@2', row: { body: { version: 2 } } },
    ]);

    // A desk that was offline all the time brings a result of the code that is gone: it means what it meant.
    const { results } = await desk.push(
      attempt(id, { disposition: 'STOP', dispositionsVersion: 1 }),
      attempt(other, { disposition: 'STOP', dispositionsVersion: 2 }),
    );
    expect(results).toMatchObject([
      { status: 'applied', flags: ['not_owner'] },
      { status: 'applied', flags: ['not_owner', 'unknown_disposition'] },
    ]);
    expect(await storedCase(central, id)).toMatchObject({
      plan: { kind: 'call', code: 'retry_next_day' },
      history: [{}, { effect: { do: 'retry', when: 'next_day', max: 1 }, dispositionsVersion: 1 }],
    });
    expect(await storedCase(central, other)).toMatchObject({ plan: { code: 'policy_unavailable' } });
  });

  test('refuses a set without a code that a script sets, and a script with faults, one sentence a line', async () => {
    type Dispositions = Extract<LibraryDocument, { type: 'dispositions' }>;
    const set = await documentOf<Dispositions>('dispositions.json');
    const kept = set.body.dispositions.filter(({ code }) => code !== 'FB_OK');
    const [first] = kept;
    const broken = { ...set, body: { ...set.body, dispositions: [...kept, first] } };
    const refused = await run(['publish', await written('broken.json', broken), '--next']);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^FB_DISPUTE: is there twice\n/);
    expect(refused.err).toMatch(/\nFB_OK: missing, but the script spam_report sets it \(step \w+\)\n/);
    expect(refused.err).toMatch(/\nNot published\.\n$/);

    type ScriptDocument = Extract<LibraryDocument, { type: 'script' }>;
    const script = await documentOf<ScriptDocument>('script-spam_report.json');
    const lost = { id: 'nowhere', type: 'end' as const, text: { zh: '再见', en: 'Bye' } };
    const faulty = { ...script, body: { ...script.body, steps: [...script.body.steps, lost] } };
    expect(await run(['publish', await written('script.json', faulty), '--next'])).toMatchObject({
      code: 1,
      err: 'nowhere: unreachable\nNot published.\n',
    });
    const right = await written('right.json', await documentOf('script-real_name.json'));
    expect(await run(['publish', right, '--next'])).toMatchObject({ code: 0 });
  });

  test('lets no policy call at night, and changes no plan until asked', async () => {
    const [id = ''] = await seedReports(central, agent.teamId, 1);
    const finding = { caseId: id, verdict: 'confirmed', action: null } as const;
    await (await deskOf(central, lead)).push(decision('recordFinding', finding, central.clock.now()));
    const before = await storedCase(central, id);

    const document = await documentOf<{ type: 'policy'; body: Policy }>('policy.json');
    const { calendar, rules } = document.body;
    const night = { ...calendar, weekday: [{ id: 'evening', from: 20 * 60, to: 21 * 60 + 1 }] };
    const wrong = { ...night, offsets: [...calendar.offsets, ...calendar.offsets], holidays: ['2026-13-01'] };
    const late = await written('late.json', { ...document, body: { ...document.body, calendar: wrong } });
    expect((await run(['publish', late, '--next'])).err.split('\n')).toEqual([
      'calendar.weekday, evening: calls between 21:00 and 08:00',
      'calendar.offsets: not in the order of time',
      'calendar.holidays: "2026-13-01" is no date',
      'Not published.',
      '',
    ]);

    const nine = { ...rules, spam_report: { ...rules.spam_report, maxAttempts: 9 } };
    const more = { ...document, body: { ...document.body, rules: nine } };
    expect((await run(['publish', await written('more.json', more), '--next'])).code).toBe(0);
    expect((await storedCase(central, id)).plan).toEqual(before.plan);
    expect(lastLine(await run(['replan', '--json']))).toEqual({ cases: 1, replanned: 1 });
    expect((await storedCase(central, id)).plan).toMatchObject({ ofAttempts: 9 });
  });

  test('a file that is none is refused with a sentence', async () => {
    for (const [content, sentence] of [
      ['{', /^The file is no JSON\.\n$/],
      ['{"type":"policy","body":{}}', /^The file is no policy, .*: body\.version: .*\n$/],
      ['{"type":"poem"}', /^The file is no policy, .*: type: .*\n$/],
    ] as const) {
      const { code, err } = await run(['publish', await written('none.json', content)]);
      expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
    }
  });
});

describe('files of other systems', () => {
  test('close loops: receipts, verifications and confirmations, each once', async () => {
    const added = await run(
      ['user', 'add', 'gateway', '--role', 'integration', '--password-stdin'],
      'password-1',
    );
    expect(added).toMatchObject({ code: 0, out: 'Added integration gateway to team default.\n' });
    const account = { account: 'gateway', password: 'password-1' };
    const system = await OutsideSystem.signIn(central, { ...agent, ...account, role: 'integration' });
    const [id = ''] = await seedReports(central, agent.teamId, 1);
    const finding = { caseId: id, verdict: 'confirmed', action: null } as const;
    await (await deskOf(central, lead)).push(decision('recordFinding', finding, central.clock.now()));
    await (await deskOf(central, agent)).push(attempt(id, { disposition: 'DNC' }));
    const request = (await system.read()).find(({ type }) => type === 'message.requested');
    const receipts = await written(
      'receipts.csv',
      `message_id,status,at,reason\n${request?.id},已送达,2026-03-18 10:00,\n${id},delivered,2026-03-18 10:00,\nx,delivered,2026-03-18,\n`,
    );
    const counts = { read: 3, imported: 1, duplicates: 0, rejected: 2 };
    expect(lastLine(await run(['import', 'receipts', receipts, '--json']))).toEqual(counts);
    const rejects = await readFile(`${receipts}.rejects.csv`, 'utf8');
    expect(rejects).toContain('3,nobody here asked for that: the id is unknown');
    expect(rejects).toContain('4,message_id: not an id');
    expect(await storedCase(central, id)).toMatchObject({ plan: { code: 'closed_receipt' } });
    expect(lastLine(await run(['import', 'receipts', receipts, '--json']))).toMatchObject({ duplicates: 1 });

    const cards = await written(
      'cards.csv',
      'card_id,phone,sold_on,missing\nC1,17012345678,2016-01-01,id_front\nC2,17012345679,2016-01-01,id_front\n',
    );
    await run(['import', 'cards', cards]);
    const verifications = await written(
      'verifications.csv',
      'card_id,result,verified_at,reason\nC1,通过,2026-03-18 10:00,\nC2,未通过,2026-03-18 10:00,照片模糊\nC3,通过,2026-03-18,\nC1,maybe,2026-03-18,\n',
    );
    expect(lastLine(await run(['import', 'verifications', verifications, '--json']))).toEqual({
      read: 4,
      imported: 2,
      duplicates: 0,
      rejected: 2,
    });
    const rows = await central.db.selectFrom('case_').select(['external_id', 'stage']).execute();
    expect(rows).toEqual(
      expect.arrayContaining([
        { external_id: 'C1', stage: 'closed' },
        { external_id: 'C2', stage: 'to_call' },
      ]),
    );
    const confirmations = await written(
      'confirmations.csv',
      `measure_id,status,at\n${id},applied,2026-03-18\n${id},undone,2026-03-18\n`,
    );
    expect(lastLine(await run(['import', 'confirmations', confirmations, '--json']))).toMatchObject({
      rejected: 2,
    });
    expect(await readFile(`${confirmations}.rejects.csv`, 'utf8')).toContain('status: not one of applied');
  });
});

test('a permission is given with the account, or later, and taken back', async () => {
  const permissions = async (account: string) => {
    const answer = await signIn(central, { account, password: 'password-1' });
    return SignInResponse.parse(answer).user.permissions;
  };
  await run(['user', 'add', 'he', '--permit', 'findings', '--password-stdin'], 'password-1');
  expect(await permissions('he')).toEqual(['findings']);
  expect((await run(['user', 'permit', 'agent', 'findings'])).out).toBe('agent may now do: findings.\n');
  expect(await permissions('agent')).toEqual(['findings']);
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  const finding = { caseId: id, verdict: 'confirmed', action: null } as const;
  const desk = await deskOf(central, agent);
  expect((await desk.push(decision('recordFinding', finding, central.clock.now()))).results).toMatchObject([
    { status: 'applied' },
  ]);
  await run(['user', 'permit', 'agent', 'findings', '--withdraw']);
  const again = { ...finding, verdict: 'insufficient' } as const;
  expect((await desk.push(decision('recordFinding', again, central.clock.now()))).results).toMatchObject([
    { status: 'rejected', code: 'forbidden' },
  ]);
  expect((await run(['user', 'permit', 'agent', 'everything'])).code).toBe(1);
});

test('a file about cases, and an export, make no team', async () => {
  const receipts = await written('receipts.csv', 'message_id,status,at\n');
  for (const words of [
    ['export', 'outcomes', '--team', 'Nowhere'],
    ['import', 'receipts', receipts, '--team', 'Nowhere'],
    ['import', 'findings', receipts, '--team', 'Nowhere'],
  ])
    expect(await run(words)).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no team "Nowhere"'),
    });
  expect((await central.db.selectFrom('team').select('name').execute()).map(({ name }) => name)).toEqual([
    'default',
  ]);
});

test('open ends are counted, and told by agent', async () => {
  const [first = '', , last = ''] = await seedReports(central, agent.teamId, 3);
  const { assignmentId } = await storedCase(central, first);
  const move = { caseId: first, expected: assignmentId, toId: agent.id, commandId: null };
  const { accessToken } = await signIn(central, lead);
  const mutation = { id: central.ids.uuid(), v: 1, at: central.clock.now(), name: 'reassign', args: move };
  const body = {
    protocol: PROTOCOL_VERSION,
    clientId: central.ids.uuid(),
    deviceNow: 0,
    mutations: [{ seq: 1, mutation }],
  };
  expect((await send(central.url, '/v1/push', { token: accessToken, body })).status).toBe(200);
  await central.db
    .updateTable('case_')
    .set({ close_by: central.clock.now() + DAY })
    .where('id', '=', last)
    .execute();
  const ran = await run(['open-ends', '--list', '--json']);
  expect(ran.err).toBe(
    '2 reports are past their promise without feedback.\n      1  agent agent\n      1  (nobody)\n',
  );
  expect(lastLine(ran)).toEqual({
    openEnds: 2,
    waiting: 0,
    byAgent: [
      { account: 'agent', name: 'agent', openEnds: 1 },
      { account: null, name: null, openEnds: 1 },
    ],
  });
});
