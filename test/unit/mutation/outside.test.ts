import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { recordConfirmation, recordReceipt, recordVerification } from '../../../shared/mutation/outside.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DAY, HOUR } from '../../../shared/time.ts';
import { AGENT, by, call, card, decidedReport, LEAD, local, owned, uuid } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const T = local('2026-03-02 09:30');
const MESSAGE = uuid(500);
const MEASURE = uuid(600);

const arriving = (n: number, at: number, reason: string | null = null) => ({
  id: uuid(n),
  at,
  reason,
  now: at,
  library: DEFAULT_LIBRARY,
});

/** The case with a message of central on its way. */
function requested(subject: Case, purpose: 'feedback' | 'notice', at: number): Case {
  const entry = { id: MESSAGE, at, byId: null, requestId: MESSAGE, why: null };
  const message = { ...entry, type: 'message' as const, step: 'requested' as const, purpose };
  return { ...subject, history: [...subject.history, message] };
}

function taken(done: ReturnType<typeof recordReceipt>): Case {
  if (done.is !== 'applied') throw new Error(JSON.stringify(done));
  return done.case;
}

const exhausted = requested(
  caseAfter(owned(decidedReport()), by(AGENT, 'agent'), call(10, 'DNC', T)),
  'feedback',
  T + HOUR,
);

/** A card at the foot of the ladder: refused, with its notice delivered, proposed and approved. */
function approvedCard(): Case {
  const refused = caseAfter(owned(card()), by(AGENT, 'agent'), call(10, 'RN_REFUSE', T));
  const noticed = taken(
    recordReceipt(
      requested(refused, 'notice', T + HOUR),
      { messageId: MESSAGE, status: 'delivered' },
      arriving(501, T + HOUR),
    ),
  );
  const at = T + 4 * DAY;
  const args = { caseId: noticed.id, why: '无法联系' };
  const proposal = { id: MEASURE, v: 1 as const, at, name: 'proposeMeasure' as const };
  const decision = { id: uuid(601), v: 1 as const, at, name: 'decideMeasure' as const };
  const proposed = caseAfter(noticed, by(AGENT, 'agent'), {
    ...proposal,
    args: { ...args, level: 'outgoing' },
  });
  return caseAfter(proposed, by(LEAD, 'lead'), {
    ...decision,
    args: { ...args, measureId: MEASURE, approve: true },
  });
}

describe('a receipt', () => {
  it('of a delivered message closes the report, at the earliest after it was asked for', () => {
    const early = arriving(700, T);
    const closed = taken(recordReceipt(exhausted, { messageId: MESSAGE, status: 'delivered' }, early));
    expect(closed).toMatchObject({
      stage: 'closed',
      closedAt: T + HOUR + 1,
      plan: { code: 'closed_receipt' },
    });
  });

  it('of a failed one sends it to the lead, with the reason', () => {
    const failed = { messageId: MESSAGE, status: 'failed' } as const;
    const reviewed = taken(recordReceipt(exhausted, failed, arriving(700, T + DAY, '空号')));
    expect(reviewed).toMatchObject({ stage: 'in_review', plan: { code: 'message_failed' } });
    expect(reviewed.history.at(-1)).toMatchObject({ step: 'failed', why: '空号', requestId: MESSAGE });
  });

  it('is taken once, and a delivery is never taken back', () => {
    const delivered = { messageId: MESSAGE, status: 'delivered' } as const;
    const closed = taken(recordReceipt(exhausted, delivered, arriving(700, T + DAY)));
    expect(recordReceipt(closed, delivered, arriving(700, T + DAY))).toEqual({ is: 'known' });
    expect(recordReceipt(closed, delivered, arriving(701, T + 2 * DAY))).toEqual({ is: 'known' });
    const failed = recordReceipt(closed, { ...delivered, status: 'failed' }, arriving(702, T + DAY));
    expect(failed).toEqual({ is: 'rejected', code: 'illegal_transition' });
    const unknown = recordReceipt(closed, { ...delivered, messageId: uuid(1) }, arriving(703, T));
    expect(unknown).toEqual({ is: 'rejected', code: 'not_found' });
  });
});

describe('a confirmation', () => {
  const applied = { measureId: MEASURE, status: 'applied' } as const;

  it('puts an approved measure in force, once', () => {
    const standing = taken(recordConfirmation(approvedCard(), applied, arriving(700, T + 5 * DAY)));
    expect(standing).toMatchObject({ stage: 'measure_applied', plan: { code: 'reminder_wait' } });
    expect(recordConfirmation(standing, applied, arriving(701, T + 6 * DAY))).toEqual({ is: 'known' });
  });

  it('that the measure failed sends the card to the lead', () => {
    const failed = recordConfirmation(
      approvedCard(),
      { ...applied, status: 'failed' },
      arriving(700, T + 5 * DAY),
    );
    expect(taken(failed)).toMatchObject({ stage: 'in_review', plan: { code: 'measure_failed' } });
  });

  it('that fits no rung is refused', () => {
    const illegal = { is: 'rejected', code: 'illegal_transition' };
    const lifted = { ...applied, status: 'lifted' } as const;
    expect(recordConfirmation(approvedCard(), lifted, arriving(700, T + 5 * DAY))).toEqual(illegal);
    const strange = { ...applied, measureId: uuid(1) };
    expect(recordConfirmation(approvedCard(), strange, arriving(700, T))).toMatchObject({
      code: 'not_found',
    });
    expect(recordConfirmation(exhausted, applied, arriving(700, T))).toMatchObject({ code: 'not_found' });
  });
});

describe('a verification', () => {
  it('that passed closes a card, and asks for a standing measure to be taken back', () => {
    const at = T + 6 * DAY;
    expect(taken(recordVerification(card(), { passed: true }, arriving(700, at)))).toMatchObject({
      stage: 'closed',
      plan: { code: 'closed_verified' },
      closedAt: at,
    });
    const standing = taken(
      recordConfirmation(
        approvedCard(),
        { measureId: MEASURE, status: 'applied' },
        arriving(700, T + 5 * DAY),
      ),
    );
    const passed = taken(recordVerification(standing, { passed: true }, arriving(701, at)));
    expect(passed).toMatchObject({ stage: 'measure_applied', plan: { code: 'lift_requested' } });
  });

  it('that failed calls the holder, the third time it goes to the lead', () => {
    const fail = (subject: Case, n: number) =>
      taken(recordVerification(subject, { passed: false }, arriving(700 + n, T + n * DAY)));
    const once = fail(caseAfter(owned(card()), by(AGENT, 'agent'), call(10, 'RN_OK', T)), 1);
    expect(once).toMatchObject({ stage: 'to_call', closedAt: null, plan: { code: 'verification_failed' } });
    expect(fail(fail(once, 2), 3)).toMatchObject({
      stage: 'in_review',
      plan: { code: 'verification_review' },
    });
    expect(recordVerification(once, { passed: false }, arriving(701, T + DAY))).toEqual({ is: 'known' });
    expect(recordVerification(exhausted, { passed: true }, arriving(700, T))).toMatchObject({
      code: 'not_found',
    });
  });
});
