import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { libraryHandlers } from '../../../electron/ipc/library.ts';
import { resultHandlers } from '../../../electron/ipc/result.ts';
import type { AttemptInput } from '../../../shared/ipc/channels.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { LibraryDocument } from '../../../shared/policy/library.ts';
import type { Script, ScriptStep } from '../../../shared/script/graph.ts';
import { outcomeOf } from '../../../shared/script/outcome.ts';
import {
  resumeScript,
  type ScriptAction,
  type ScriptState,
  startScript,
  stepScript,
} from '../../../shared/script/runner.ts';
import { validateScript } from '../../../shared/script/validate.ts';
import { branchFactsOf } from '../../../shared/script/variables.ts';
import { attemptInput } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { publishDocuments } from '../../support/publish.ts';
import { storedCase } from '../../support/seed-cases.ts';
import { complete, sessionIn, type TestSession } from '../../support/session.ts';

const { policy, dispositions, scripts } = DEFAULT_LIBRARY;
const NEWEST = { policyVersion: null, dispositionsVersion: null };
const FIRST = { policyVersion: 1, dispositionsVersion: 1 };

/** The script without the question for whoever reported nothing: they end as before. */
const SHORTER: Script = {
  ...scripts.spam_report,
  version: 2,
  steps: scripts.spam_report.steps.flatMap((step): ScriptStep[] => {
    if (step.id === 'not_reported') return [];
    if (step.type !== 'ask') return [step];
    const choices = step.choices.map((choice) =>
      choice.next === 'not_reported' ? { ...choice, next: 'misattributed' } : choice,
    );
    return [{ ...step, choices }];
  }),
};

/** Fewer attempts with no pause between them, no result NOANS any more, a shorter script. */
const SECOND: LibraryDocument[] = [
  {
    type: 'policy',
    body: {
      ...policy,
      version: 2,
      rules: {
        ...policy.rules,
        spam_report: { ...policy.rules.spam_report, maxAttempts: 2, minGapMinutes: 0 },
      },
    },
  },
  {
    type: 'dispositions',
    body: {
      version: 2,
      dispositions: dispositions.dispositions.filter(({ code }) => code !== 'NOANS'),
    },
  },
  { type: 'script', body: SHORTER },
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
  const run = { kind: 'spam_report' as const, version: 1, path: [{ step: 'greeting', answer: null }] };
  return attemptInput(caseId, { ...pins, disposition, run });
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

/** Goes on in the script, as it is read in the call. */
async function played(
  from: ScriptState | null,
  script: Script,
  ...actions: ScriptAction[]
): Promise<ScriptState> {
  const subject = await storedCase(central, caseId);
  const context = { script, facts: branchFactsOf(subject) };
  return actions.reduce((state, action) => stepScript(state, action, context), from ?? startScript(context));
}

const answer = (text: string): ScriptAction => ({ do: 'answer', answer: text });

test('a script that changes in mid-call is read to its end, and its path is kept with the version that it fits', async () => {
  expect(validateScript(SHORTER, dispositions)).toEqual([]);
  const first = (await read()['library.get'](NEWEST)).scripts.spam_report;
  const begun = await played(null, first, answer('yes'), answer('no_report'));
  await publishDocuments(central, agent.teamId, SECOND);
  await expect.poll(() => versions(NEWEST)).toEqual([2, 2, 2]);

  const same = read()['library.script']({ kind: 'spam_report', version: begun.run.version });
  expect(same).toEqual(first);
  const ended = await played(begun, first, answer('是家人在用'), { do: 'next' });
  const { disposition, note, finished } = outcomeOf(ended, first);
  expect({ disposition, note, finished }).toEqual({
    disposition: 'COMPLAIN',
    note: '是家人在用',
    finished: true,
  });
  await work()['result.log']({ ...input('COMPLAIN', FIRST), note: '是家人在用', run: ended.run });
  await desk.statusWhere(complete);

  const { history } = await storedCase(central, caseId);
  expect(history.at(-1)).toMatchObject({ type: 'attempt', run: ended.run, flags: [], ...FIRST });
  const row = await central.db.selectFrom('call_result').select('run').executeTakeFirstOrThrow();
  expect(row.run).toEqual(ended.run);
  expect(ended.run).toEqual({
    kind: 'spam_report',
    version: 1,
    path: [
      { step: 'greeting', answer: 'yes' },
      { step: 'permission', answer: 'no_report' },
      { step: 'not_reported', answer: '是家人在用' },
      { step: 'misattributed', answer: null },
      { step: 'finish', answer: null },
    ],
  });
  const facts = branchFactsOf(await storedCase(central, caseId));
  expect(resumeScript({ script: first, facts }, ended.run).run).toEqual(ended.run);

  // The next call begins on the new version, which knows nothing of that path.
  const { spam_report: next } = (await read()['library.get'](NEWEST)).scripts;
  expect(resumeScript({ script: next, facts }, ended.run).run).toEqual({
    kind: 'spam_report',
    version: 2,
    path: [{ step: 'greeting', answer: null }],
  });
  const shorter = await played(null, next, answer('yes'), answer('no_report'), { do: 'next' });
  expect(shorter.run.path.map(({ step }) => step)).toEqual([
    'greeting',
    'permission',
    'misattributed',
    'finish',
  ]);
});

test('work that was done offline under an older policy is accepted, and planned by the one of today', async () => {
  const lead = await central.addUser('lead', { role: 'lead' });
  const finding = { caseId, verdict: 'confirmed', action: null } as const;
  await (await deskOf(central, lead)).push(decision('recordFinding', finding, systemClock.now()));
  await expect.poll(() => desk.session.desk?.case(caseId)?.history.at(-1)?.type).toBe('finding');
  await central.down();
  await desk.statusWhere(({ state }) => state === 'offline');
  await publishDocuments(central, agent.teamId, SECOND);
  expect(work()['result.preview'](input('BUSY', FIRST))).toMatchObject({
    plan: { attempt: 2, ofAttempts: 5 },
  });
  const { case: offline } = await work()['result.log'](input('BUSY', FIRST));
  expect(offline.plan).toMatchObject({ code: expect.stringMatching(/^retry_/), attempt: 2, ofAttempts: 5 });

  await central.up();
  await desk.session.desk?.writer.call('hurry');
  await expect.poll(() => versions(NEWEST)).toEqual([2, 2, 2]);
  await desk.statusWhere(complete);
  const stored = await storedCase(central, caseId);
  expect(stored.history.at(-1)).toMatchObject({ disposition: 'BUSY', flags: [], ...FIRST });
  expect(stored.plan).toMatchObject({ attempt: 2, ofAttempts: 2 });
  expect(desk.session.desk?.case(caseId)).toEqual(stored);
  expect(work()['result.preview'](input('BUSY', NEWEST))).toMatchObject({
    plan: { kind: 'message', code: 'attempts_exhausted' },
  });
});
