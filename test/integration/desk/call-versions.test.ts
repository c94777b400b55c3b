import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { libraryHandlers } from '../../../electron/ipc/library.ts';
import { resultHandlers } from '../../../electron/ipc/result.ts';
import type { AttemptInput } from '../../../shared/ipc/channels.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { LibraryDocument } from '../../../shared/policy/library.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { publishDocuments } from '../../support/publish.ts';
import { complete, sessionIn, type TestSession } from '../../support/session.ts';

const { policy, dispositions, scripts } = DEFAULT_LIBRARY;
const NEWEST = { policyVersion: null, dispositionsVersion: null };
const FIRST = { policyVersion: 1, dispositionsVersion: 1 };

/** Fewer attempts, no result NOANS any more, another greeting. */
const SECOND: LibraryDocument[] = [
  {
    type: 'policy',
    body: {
      ...policy,
      version: 2,
      rules: { ...policy.rules, spam_report: { ...policy.rules.spam_report, maxAttempts: 2 } },
    },
  },
  {
    type: 'dispositions',
    body: {
      version: 2,
      dispositions: dispositions.dispositions.filter(({ code }) => code !== 'NOANS'),
    },
  },
  { type: 'script', body: { ...scripts.spam_report, version: 2 } },
];

let central: TestCentral;
let agent: TestUser;
let caseId: string;
let folder: ReturnType<typeof scratchFolder>;
let desk: TestSession;

const read = () => libraryHandlers(desk);
const work = () => resultHandlers(desk);
const versions = async (pins: typeof NEWEST | typeof FIRST) => {
  const library = await read()['library.get'](pins);
  return [library.policy.version, library.dispositions.version, library.scripts.spam_report.version];
};

function input(disposition: string, pins: typeof NEWEST | typeof FIRST): AttemptInput {
  const endedAt = systemClock.now();
  return {
    ...pins,
    caseId,
    direction: 'outbound',
    disposition,
    note: '',
    reason: null,
    callbackAt: null,
    dialled: 'phone',
    startedAt: endedAt - 60_000,
    endedAt,
    evidence: [],
    run: { kind: 'spam_report', version: 1, path: [{ step: 'greeting', answer: null }] },
  };
}

async function signIn(): Promise<void> {
  desk = sessionIn(folder.path);
  await desk.session.signIn({ server: central.url, account: agent.account, password: agent.password });
  await desk.statusWhere(complete);
}

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  agent = await central.addUser('agent1');
  caseId = (await giveCases(central, agent, [1]))[0]?.id ?? '';
  await signIn();
});

afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

test('a call ends on the versions that it began with, the next begins on the new ones', async () => {
  expect(await versions(NEWEST)).toEqual([1, 1, 1]);
  await publishDocuments(central, agent.teamId, SECOND);
  await expect.poll(() => versions(NEWEST)).toEqual([2, 2, 2]);

  expect(await versions(FIRST)).toEqual([1, 1, 2]);
  expect(read()['library.script']({ kind: 'spam_report', version: 1 })).toEqual(scripts.spam_report);
  expect(work()['result.preview'](input('NOANS', FIRST))).toMatchObject({
    ok: true,
    plan: { ofAttempts: 5 },
  });
  expect(work()['result.preview'](input('BUSY', NEWEST))).toMatchObject({
    ok: true,
    plan: { ofAttempts: 2 },
  });
  expect(work()['result.preview'](input('NOANS', NEWEST))).toMatchObject({
    ok: false,
    code: 'unknown_disposition',
  });
  await expect(work()['result.log'](input('NOANS', NEWEST))).rejects.toMatchObject({
    code: 'unknown_disposition',
  });

  const { case: logged } = await work()['result.log'](input('NOANS', FIRST));
  expect(logged.history.at(-1)).toMatchObject({ type: 'attempt', disposition: 'NOANS', ...FIRST });
  await work()['result.log'](input('BUSY', NEWEST));
  await desk.statusWhere(complete);
  const stored = await central.db
    .selectFrom('call_result')
    .select(['disposition', 'policy_version', 'dispositions_version'])
    .orderBy('disposition')
    .execute();
  expect(stored).toEqual([
    { disposition: 'BUSY', policy_version: 2, dispositions_version: 2 },
    { disposition: 'NOANS', policy_version: 1, dispositions_version: 1 },
  ]);
});

test('old versions are still there after a restart, and for a desk that begins later', async () => {
  await publishDocuments(central, agent.teamId, SECOND);
  await expect.poll(() => versions(NEWEST)).toEqual([2, 2, 2]);
  await desk.session.close();
  await central.down();
  desk = sessionIn(folder.path);
  await desk.session.signIn({ server: central.url, account: agent.account, password: agent.password });
  expect(await versions(FIRST)).toEqual([1, 1, 2]);
  expect(work()['result.preview'](input('NOANS', FIRST))).toMatchObject({
    ok: true,
    plan: { ofAttempts: 5 },
  });

  await desk.session.close();
  await central.up();
  folder.remove();
  folder = scratchFolder();
  await signIn();
  expect([await versions(NEWEST), await versions(FIRST)]).toEqual([
    [2, 2, 2],
    [1, 1, 2],
  ]);
});

test('a version that is nowhere gives way to the newest', async () => {
  const gone = { policyVersion: 7, dispositionsVersion: 7 };
  expect(await read()['library.get'](gone)).toMatchObject({
    policy: { version: 1 },
    dispositions: { version: 1 },
  });
  expect(read()['library.script']({ kind: 'real_name', version: 7 })).toBeNull();
  const { case: logged } = await work()['result.log']({ ...input('BUSY', NEWEST), ...gone });
  expect(logged.history.at(-1)).toMatchObject(FIRST);
});
