import { describe, expect, it } from 'vitest';
import type { QueueEntry } from '../../../electron/store/queue-source.ts';
import type { Case, SpamReportCase } from '../../../shared/case/case.ts';
import { queueKeys } from '../../../shared/case/queue.ts';
import { DEFAULT_CALENDAR } from '../../../shared/policy/default-policy.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { type Call, Ledger } from '../../month/ledger.ts';
import { mayCallAt } from '../../month/oracle/hours.ts';
import { isOpenEndDue } from '../../month/oracle/open-ends.ts';
import { proofOfClosing } from '../../month/oracle/proof.ts';
import { ProposalWatch } from '../../month/oracle/proposals.ts';
import { isExplained } from '../../month/oracle/steps.ts';
import {
  AGENT,
  by,
  COLLEAGUE,
  call,
  decidedReport,
  LEAD,
  local,
  move,
  owned,
  uuid,
} from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const NOON = local('2026-03-04 11:00');

function entryOf(subject: Case): QueueEntry {
  return { ...queueKeys(subject), id: subject.id, kind: subject.kind, assigneeId: subject.assigneeId };
}

function remembered(ledger: Ledger, change: Partial<Call> & { startedAt: number }): void {
  const { startedAt } = change;
  const made = { id: uuid(70 + ledger.calls.length), caseId: uuid(1), phone: '17012341234', desk: 'here' };
  const told = { endedAt: startedAt + MINUTE, disposition: 'NOANS', inbound: false, callbackAt: null };
  ledger.called({ ...made, ...told, ...change });
}

/** What the oracle says of a proposal to call this report now. */
function judged(ledger: Ledger, now: number, subject: Case = owned(decidedReport())) {
  const watch = new ProposalWatch(ledger);
  watch.look({ name: 'here', upToDate: 1, case: () => subject }, [entryOf(subject)], now);
  return { outside: watch.outside.length, over: watch.over };
}

describe('the oracle of a month', () => {
  it.each([
    ['2026-03-04 08:59', false],
    ['2026-03-04 09:00', true],
    ['2026-03-04 12:00', false],
    ['2026-03-04 19:59', true],
    ['2026-03-04 20:00', false],
    ['2026-03-07 09:30', false],
    ['2026-03-07 13:00', true],
    ['2026-02-14 09:30', true],
    ['2026-02-16 11:00', false],
  ])('knows whether anybody may be called at %s: %s', (at, open) => {
    expect(mayCallAt(DEFAULT_CALENDAR, local(at))).toBe(open);
  });

  it('finds a call outside the windows', () => {
    expect(judged(new Ledger(), local('2026-03-04 12:30')).outside).toBe(1);
    expect(judged(new Ledger(), NOON).outside).toBe(0);
  });

  it('finds a third call of a case on one day, and one that follows too soon', () => {
    const ledger = new Ledger();
    remembered(ledger, { startedAt: local('2026-03-04 09:00') });
    expect(judged(ledger, local('2026-03-04 10:00')).over[0]).toContain('too soon after a call of the case');
    expect(judged(ledger, local('2026-03-04 11:30')).over).toEqual([]);
    remembered(ledger, { startedAt: local('2026-03-04 11:30') });
    expect(judged(ledger, local('2026-03-04 19:00')).over[0]).toContain('2 calls of the case today');
    expect(judged(ledger, local('2026-03-05 09:00')).over).toEqual([]);
  });

  it('finds calls of the same number for other cases, as far as this desk could know them', () => {
    const ledger = new Ledger();
    remembered(ledger, { startedAt: NOON - 30 * MINUTE, caseId: uuid(2), desk: 'there' });
    expect(judged(ledger, NOON).over).toEqual([]);
    ledger.exchanged('there');
    expect(judged(ledger, NOON).over[0]).toContain('too soon after a call of the number');
  });

  it('judges a proposal that stays as it was once more when its number was called meanwhile', () => {
    const ledger = new Ledger();
    const watch = new ProposalWatch(ledger);
    const subject = owned(decidedReport());
    const entry = entryOf(subject);
    const desk = { name: 'here', upToDate: 0, case: () => subject };
    watch.look(desk, [entry], NOON - 30 * MINUTE);
    remembered(ledger, { startedAt: NOON - 20 * MINUTE, caseId: uuid(2) });
    watch.look(desk, [entry], NOON);
    watch.look(desk, [entry], NOON + MINUTE);
    expect(watch.over).toHaveLength(1);
  });

  it('lets an agreed time override the caps', () => {
    const ledger = new Ledger();
    const first = NOON - 2 * HOUR;
    remembered(ledger, { startedAt: first, disposition: 'LATER', callbackAt: NOON });
    const agreed = call(20, 'LATER', first, { callbackAt: NOON });
    const subject = caseAfter(owned(decidedReport()), by(AGENT, 'agent'), agreed);
    expect(judged(ledger, NOON, subject).over).toEqual([]);
    expect(judged(ledger, NOON - MINUTE, subject).over).toHaveLength(1);
  });

  it('knows that a time stands which the owner agreed after the one who agreed another had lost the case', () => {
    const ledger = new Ledger();
    const agreedAt = NOON - DAY;
    const first = owned(decidedReport());
    const given = move(19, first.assignmentId, COLLEAGUE, agreedAt - HOUR);
    const owner = caseAfter(first, by(LEAD, 'lead'), given);
    const agreed = caseAfter(
      owner,
      by(COLLEAGUE, 'agent'),
      call(20, 'LATER', agreedAt, { callbackAt: NOON }),
    );
    const other = { callbackAt: NOON + 2 * DAY };
    const late = caseAfter(agreed, by(AGENT, 'agent'), call(21, 'LATER', NOON - HOUR, other));
    remembered(ledger, { startedAt: NOON - HOUR, disposition: 'LATER', ...other });
    expect(judged(ledger, NOON, late).over).toEqual([]);
  });

  it('finds more tries than a round has', () => {
    const calls = [1, 2, 3, 4, 5].map((n) => call(20 + n, 'NOANS', NOON - (7 - n) * DAY));
    const subject = caseAfter(owned(decidedReport()), by(AGENT, 'agent'), ...calls);
    expect(judged(new Ledger(), NOON, subject).over[0]).toContain('5 calls in the round');
  });

  it('believes a proof only when its maker remembers it', () => {
    const ledger = new Ledger();
    const closed = caseAfter(owned(decidedReport()), by(AGENT, 'agent'), call(20, 'FB_OK', NOON));
    expect(proofOfClosing(closed, ledger)).toBeNull();
    remembered(ledger, { id: uuid(20), startedAt: NOON, disposition: 'FB_OK' });
    expect(proofOfClosing(closed, ledger)).toBe('reached');
  });

  it('explains a call that is to come, not one that nobody made for days or that nobody has', () => {
    const tried = caseAfter(owned(decidedReport()), by(AGENT, 'agent'), call(20, 'NOANS', NOON));
    expect(isExplained(tried, NOON, new Ledger())).toBe(true);
    expect(isExplained(tried, NOON + 3 * DAY, new Ledger())).toBe(false);
    expect(isExplained({ ...tried, assigneeId: null }, NOON, new Ledger())).toBe(false);
  });

  it('counts a report as an open end from the end of its promise on, whatever later decisions say', () => {
    const open = owned(decidedReport());
    const promised = open.openedAt + 7 * DAY;
    expect(isOpenEndDue(open, promised - 1, new Ledger())).toBe(false);
    expect(isOpenEndDue(open, promised + 1, new Ledger())).toBe(true);
    const later: SpamReportCase = { ...open, closeBy: promised + 5 * DAY };
    expect(isOpenEndDue(later, promised + 1, new Ledger())).toBe(true);
  });
});
