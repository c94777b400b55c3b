import { afterEach, beforeEach, expect, test } from 'vitest';
import { correctionHandlers } from '../../../electron/ipc/correction.ts';
import { resultHandlers } from '../../../electron/ipc/result.ts';
import type { AttemptInput } from '../../../shared/ipc/channels.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { attemptInput } from '../../support/calls.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { publishDocuments } from '../../support/publish.ts';
import { complete, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let caseId: string;
let folder: ReturnType<typeof scratchFolder>;
let desk: TestSession;

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  const agent = await central.addUser('agent1');
  caseId = (await giveCases(central, agent, [1]))[0]?.id ?? '';
  // Two results that ask for documents, so that one can be mistaken for the other.
  const dispositions = DEFAULT_LIBRARY.dispositions.dispositions.map((one) =>
    ['FB_OK', 'BUSY'].includes(one.code) ? { ...one, demands: ['evidence' as const] } : one,
  );
  await publishDocuments(central, agent.teamId, [
    { type: 'dispositions', body: { version: 2, dispositions } },
  ]);
  desk = sessionIn(folder.path);
  await desk.session.signIn({ server: central.url, account: agent.account, password: agent.password });
  await desk.statusWhere(complete);
});

afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

const call = (disposition: string, evidence: string[]) => attemptInput(caseId, { disposition, evidence });

/** Logs a call and puts its result right; answers the newest entry of the case. */
async function logAndCorrect(logged: AttemptInput, disposition: string) {
  const { case: subject } = await resultHandlers(desk)['result.log'](logged);
  const attemptId = subject.history.at(-1)?.id ?? '';
  const put = { caseId, attemptId, disposition, reason: null, callbackAt: null, why: 'slip of the finger' };
  const corrected = await correctionHandlers(desk)['case.correct'](put);
  return corrected.case.history.at(-1);
}

test('the documents that a call named count for the right result too', async () => {
  const correction = await logAndCorrect(call('BUSY', ['id_front']), 'FB_OK');
  expect(correction).toMatchObject({ type: 'correction', disposition: 'FB_OK' });
  await desk.statusWhere(complete);
  const closed = await central.db.selectFrom('case_').select('closed').where('id', '=', caseId).execute();
  expect(closed).toEqual([{ closed: true }]);
});

test('a call that named none is not put right to a result that asks for them', async () => {
  const correcting = logAndCorrect(call('NOANS', []), 'FB_OK');
  await expect(correcting).rejects.toMatchObject({ code: 'missing_evidence' });
});
