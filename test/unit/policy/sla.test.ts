import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { createRealNameCase, createSpamReport } from '../../../shared/case/create.ts';
import { riskOf, riskTimesOf } from '../../../shared/case/sla.ts';
import { applyFinding } from '../../../shared/mutation/finding.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { card, decidedReport, local, owned, shown, undecidedReport, uuid } from '../support/builders.ts';
import { caseOf, type Event } from '../support/story.ts';

/** Goal, and when 50, 80 and 100 % of the promise are over. */
const promise = ({ sla, dueAt }: Case): string =>
  `${sla.goal} ${[sla.halfAt, sla.soonAt, dueAt].map((at) => shown(at).slice(5)).join(' | ')}`;

function opened(at: number): { report: Case; decided: Case; reVerification: Case } {
  const { id, externalId, teamId, contact, facts } = undecidedReport();
  const context = { library: DEFAULT_LIBRARY, at };
  const report = createSpamReport(
    { id, externalId, teamId, contact, facts: { ...facts, reportedAt: at } },
    context,
  );
  const finding = { verdict: 'confirmed', action: null, decidedAt: at } as const;
  const decided = applyFinding(report, finding, { id: uuid(2), at, byId: null, library: DEFAULT_LIBRARY });
  const holder = card();
  const reVerification = createRealNameCase(
    { id, externalId, teamId, contact: holder.contact, facts: holder.facts },
    context,
  );
  return { report, decided, reVerification };
}

describe('a promise in calling hours', () => {
  it.each([
    ['2026-03-02 09:00', 'on a working day', 'acknowledge 03-02 10:00 | 03-02 10:36 | 03-02 11:00'],
    ['2026-03-02 11:30', 'over lunch', 'acknowledge 03-02 14:30 | 03-02 15:06 | 03-02 15:30'],
    ['2026-03-02 19:30', 'over the night', 'acknowledge 03-03 09:30 | 03-03 10:06 | 03-03 10:30'],
    [
      '2026-03-02 23:59',
      'from one minute to midnight',
      'acknowledge 03-03 10:00 | 03-03 10:36 | 03-03 11:00',
    ],
    ['2026-03-03 00:00', 'from midnight', 'acknowledge 03-03 10:00 | 03-03 10:36 | 03-03 11:00'],
    ['2026-03-06 19:00', 'into the weekend', 'acknowledge 03-06 20:00 | 03-07 10:36 | 03-07 11:00'],
    ['2026-02-15 17:30', 'over lunar New Year', 'acknowledge 02-18 10:30 | 02-18 11:06 | 02-18 11:30'],
    ['2026-10-01 09:00', 'on a holiday', 'acknowledge 10-01 11:00 | 10-01 11:36 | 10-01 12:00'],
    ['2026-09-20 19:00', 'on a Sunday that is worked', 'acknowledge 09-20 20:00 | 09-21 09:36 | 09-21 10:00'],
    ['2028-02-28 19:30', 'into the leap day', 'acknowledge 02-29 09:30 | 02-29 10:06 | 02-29 10:30'],
    ['2028-02-29 19:30', 'out of the leap day', 'acknowledge 03-01 09:30 | 03-01 10:06 | 03-01 10:30'],
  ])('to take a report up, from %s (%s)', (at, _, expected) => {
    expect(promise(opened(local(at)).report)).toBe(expected);
  });

  it.each([
    [
      '2026-03-02 09:00',
      '03-02 11:00 | 03-02 14:12 | 03-02 15:00',
      '03-03 15:30 | 03-04 14:36 | 03-04 20:00',
    ],
    [
      '2026-03-06 19:00',
      '03-07 11:00 | 03-07 12:12 | 03-07 13:00',
      '03-08 14:30 | 03-09 15:36 | 03-10 10:00',
    ],
    [
      '2026-10-01 09:00',
      '10-01 12:00 | 10-01 13:12 | 10-01 14:00',
      '10-02 15:30 | 10-03 15:36 | 10-04 13:00',
    ],
    [
      '2026-09-20 19:00',
      '09-21 10:00 | 09-21 11:12 | 09-21 12:00',
      '09-22 14:30 | 09-23 11:36 | 09-23 19:00',
    ],
  ])('of the first call, from %s: report %s, card %s', (at, report, reVerification) => {
    const fresh = opened(local(at));
    expect(promise(fresh.decided)).toBe(`first_call ${report}`);
    expect(promise(fresh.reVerification)).toBe(`first_call ${reVerification}`);
  });

  const refused: Event[] = [
    ['03-02 09:31', 'RN_REFUSE'],
    ['03-02 09:40', 'delivered'],
  ];
  const barred: Event[] = [
    ...refused,
    ['03-05 10:00', 'propose'],
    ['03-05 11:00', 'approve'],
    ['03-05 11:30', 'applied'],
  ];
  it.each<[string, Case, Event[]]>([
    ['decide 03-03 10:00 | 03-03 17:24 | 03-04 10:00', undecidedReport(), [['03-02 10:00', 'begin']]],
    ['decide 03-08 10:31 | 03-08 15:55 | 03-09 10:31', decidedReport(), [['03-06 19:31', 'FB_MORE']]],
    ['review 03-02 16:01 | 03-02 18:43 | 03-03 09:31', decidedReport(), [['03-02 09:31', 'FB_DISPUTE']]],
    ['review 03-02 10:31 | 03-02 11:07 | 03-02 11:31', decidedReport(), [['03-02 09:31', 'COMPLAIN']]],
    ['verify 03-02 16:01 | 03-02 18:43 | 03-03 09:31', card(), [['03-02 09:31', 'RN_SENT']]],
    ['propose 03-05 16:10 | 03-05 18:52 | 03-06 09:40', card(), refused],
    ['approve 03-05 16:30 | 03-05 19:12 | 03-06 10:00', card(), barred.slice(0, 3)],
    ['restore 03-06 20:00 | 03-07 10:36 | 03-07 11:00', card(), [...barred, ['03-06 19:00', 'verified']]],
  ])('%s', (expected, subject, events) => {
    expect(promise(caseOf(owned(subject), events))).toBe(expected);
  });
});

describe('a promise by the clock on the wall', () => {
  it.each<[string, string, Case, Event[]]>([
    [
      'of an agreed time is kept within ten minutes',
      'appointment 03-03 14:50 | 03-03 14:50 | 03-03 15:10',
      decidedReport(),
      [['03-02 09:31', 'LATER', '03-03 15:00']],
    ],
    [
      'to close the loop is seven days from the decision',
      'close_loop 03-05 20:00 | 03-07 22:24 | 03-09 08:00',
      decidedReport(),
      [['03-02 09:31', 'NOANS']],
    ],
    [
      'binds nobody while the operator or time has the next step',
      'none 03-05 20:00 | 03-07 22:24 | 03-09 08:00',
      card(),
      [['03-02 09:31', 'RN_REFUSE']],
    ],
  ])('%s', (_, expected, subject, events) => {
    expect(promise(caseOf(owned(subject), events))).toBe(expected);
  });

  it('never ends later than fifteen days after the opening, unless the decision itself came later', () => {
    const decidedOn = (at: string) =>
      caseOf(undecidedReport(), [
        ['03-02 10:00', 'begin'],
        [at, 'finding', 'confirmed'],
      ]);
    expect(shown(decidedOn('03-12 10:00').closeBy)).toBe('2026-03-17 08:00');
    expect(shown(decidedOn('03-20 10:00').closeBy)).toBe('2026-03-27 10:00');
  });
});

it('the risk rises at 50, 80 and 100 %', () => {
  const { report } = opened(local('2026-03-02 09:00'));
  const at = (time: string) => riskOf(riskTimesOf(report), local(`2026-03-02 ${time}`));
  expect(['09:59', '10:00', '10:35', '10:36', '10:59', '11:00'].map(at)).toEqual([
    ...['fine', 'half', 'half', 'soon', 'soon', 'overdue'],
  ]);
});
