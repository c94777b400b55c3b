import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import {
  attempt,
  countRows,
  giveCases,
  reassign,
  seedReports,
  storedCase,
} from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseId: string;
let given: string | null;
let leadDesk: DeskClient;
let chenDesk: DeskClient;
let zhaoDesk: DeskClient;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  [caseId = ''] = await seedReports(central, lead.teamId, 1);
  given = (await giveCases(central, lead, [caseId], chen.id)).get(caseId) ?? null;
  [leadDesk, chenDesk, zhaoDesk] = [
    await deskOf(central, lead),
    await deskOf(central, chen),
    await deskOf(central, zhao),
  ];
});
afterEach(() => central.stop());

describe('a move', () => {
  const refusal = async (toId: string, expected = given) => {
    const { results, lastSeq } = await leadDesk.push(reassign(caseId, expected, toId));
    expect(lastSeq).toBe(leadDesk.seq);
    return { status: results[0]?.status, code: results[0]?.code, params: results[0]?.params };
  };

  test('to nobody known, to another team or to a disabled account is refused, and the case stays', async () => {
    const stranger = await central.addUser('stranger', { team: 'Other' });
    await disableUser(central, 'zhao');
    for (const toId of [randomUUID(), stranger.id, zhao.id]) {
      expect(await refusal(toId)).toEqual({
        status: 'rejected',
        code: 'assignee_unavailable',
        params: { toId },
      });
    }
    expect(await storedCase(central, caseId)).toMatchObject({ assigneeId: chen.id, assignmentId: given });
    await resetUser(central, 'zhao', 'password-2');
    expect((await refusal(zhao.id)).status).toBe('applied');
  });

  test('that lost against another is told so, whoever it was meant for', async () => {
    await leadDesk.push(reassign(caseId, given, zhao.id));
    expect(await refusal(randomUUID())).toMatchObject({ code: 'superseded', params: { toId: zhao.id } });
  });

  test('away from a disabled account is allowed', async () => {
    await disableUser(central, 'chen');
    expect((await refusal(zhao.id)).status).toBe('applied');
  });
});

describe('a result for a case that was moved away meanwhile', () => {
  beforeEach(async () => {
    await leadDesk.push(reassign(caseId, given, zhao.id));
  });

  test('that closes it arrives, flagged, on the new owner’s desk and the lead’s, not on the author’s', async () => {
    const before = await Promise.all([chenDesk, zhaoDesk, leadDesk].map((desk) => desk.snapshot()));
    const result = attempt(caseId, { disposition: 'FB_OK' });
    expect((await chenDesk.push(result)).results).toMatchObject([
      { status: 'applied', flags: ['not_owner'] },
    ]);
    const after = await Promise.all(
      [chenDesk, zhaoDesk, leadDesk].map((desk, index) => desk.delta(before[index]?.cursor)),
    );
    const seen = {
      id: caseId,
      row: {
        stage: 'closed',
        assigneeId: zhao.id,
        history: expect.arrayContaining([
          expect.objectContaining({ id: result.id, byId: chen.id, flags: ['not_owner'] }),
        ]),
      },
    };
    expect(after.map(({ changes }) => changes)).toMatchObject([[], [seen], [seen]]);
  });

  test('and closed by the new owner arrives all the same and asks for no second closing', async () => {
    await zhaoDesk.push(attempt(caseId, { disposition: 'FB_OK' }));
    const { closedAt } = await storedCase(central, caseId);
    const { cursor } = await zhaoDesk.snapshot();
    const late = attempt(caseId, { disposition: 'FB_OK' });
    expect((await chenDesk.push(late)).results).toMatchObject([
      { status: 'applied', flags: ['not_owner', 'case_closed', 'duplicate_contact'] },
    ]);
    expect(await countRows(central, 'call_result')).toBe(2);
    expect((await zhaoDesk.delta(cursor)).changes).toMatchObject([
      { id: caseId, row: { stage: 'closed', closedAt, assigneeId: zhao.id } },
    ]);
  });

  test('that agrees another time moves neither the owner nor the owner’s appointment', async () => {
    const now = central.clock.now();
    const agreed = { disposition: 'LATER', callbackAt: now + 48 * HOUR };
    await zhaoDesk.push(attempt(caseId, agreed, now - 2 * MINUTE));
    const before = await storedCase(central, caseId);
    await chenDesk.push(attempt(caseId, { ...agreed, callbackAt: now + 90 * HOUR }, now - MINUTE));
    const after = await storedCase(central, caseId);
    expect(after).toMatchObject({
      assigneeId: zhao.id,
      assignmentId: before.assignmentId,
      dueAt: before.dueAt,
      // Two calls within a minute are one try.
      plan: before.plan,
    });
    expect(after.history).toHaveLength(before.history.length + 1);
  });
});
