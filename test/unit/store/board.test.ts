import { describe, expect, it } from 'vitest';
import { boardOf } from '../../../electron/queue/board.ts';
import type { QueueEntry } from '../../../electron/store/queue-source.ts';
import { queueKeys } from '../../../shared/case/queue.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DAY, HOUR } from '../../../shared/time.ts';
import { AGENT, COLLEAGUE, decidedReport, local, owned } from '../support/builders.ts';

const { calendar } = DEFAULT_LIBRARY.policy;
const now = local('2026-03-04 11:00');
const moment = { now, callingTime: true };

function entry(n: number, change: Partial<QueueEntry> = {}): QueueEntry {
  const report = owned(decidedReport());
  return { ...queueKeys(report), id: `case ${n}`, kind: report.kind, assigneeId: AGENT, ...change };
}

const fresh = { dueAt: now + HOUR, halfAt: now + HOUR / 2, soonAt: now + HOUR, closeBy: now + DAY };

describe('the board', () => {
  it('counts every state once per case, and for people only what is open', () => {
    const board = boardOf(
      [
        entry(1, { ...fresh, closeBy: now - HOUR }),
        entry(2, { ...fresh, dueAt: now - HOUR, soonAt: now - HOUR, halfAt: now - HOUR }),
        entry(3, { ...fresh, assigneeId: COLLEAGUE, code: 'appointment', appointmentAt: now + HOUR }),
        entry(4, { ...fresh, assigneeId: null }),
        entry(5, { open: false, closeBy: null, planKind: 'closed', code: 'closed_reached' }),
      ],
      calendar,
      moment,
    );
    expect(board.tabs).toMatchObject({
      open: 4,
      closed: 1,
      any: 5,
      overdue: 1,
      open_ends: 1,
      appointment: 1,
    });
    expect(board.people).toEqual([
      { id: AGENT, open: 2, due: 2, overdue: 1, appointment: 0, openEnds: 1 },
      { id: COLLEAGUE, open: 1, due: 1, overdue: 0, appointment: 1, openEnds: 0 },
      { id: null, open: 1, due: 1, overdue: 0, appointment: 0, openEnds: 0 },
    ]);
  });

  it('shares what falls due out to the days of the calendar, each from midnight to midnight', () => {
    const at = (text: string) => ({ ...fresh, dueAt: local(text), closeBy: null });
    const { days } = boardOf(
      [
        entry(1, at('2026-03-04 00:00')),
        entry(2, at('2026-03-04 23:59')),
        entry(3, at('2026-03-05 00:00')),
        entry(4, { ...at('2026-03-05 09:00'), tried: true }),
        entry(5, { ...fresh, code: 'appointment', appointmentAt: local('2026-03-06 14:30'), closeBy: null }),
        entry(6, { ...fresh, code: 'retry_soon', closeBy: local('2026-03-10 23:59') }),
        entry(7, { ...fresh, code: 'retry_soon', closeBy: local('2026-03-11 00:00') }),
      ],
      calendar,
      moment,
    );
    expect(days).toHaveLength(7);
    expect(days[0]).toMatchObject({ from: local('2026-03-04 00:00'), to: local('2026-03-05 00:00') });
    expect(days.map(({ firstCall }) => firstCall)).toEqual([2, 1, 0, 0, 0, 0, 0]);
    expect(days.map(({ appointment }) => appointment)).toEqual([0, 0, 1, 0, 0, 0, 0]);
    expect(days.map(({ close }) => close)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });
});
