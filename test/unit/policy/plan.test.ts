import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import {
  AGENT,
  by,
  call,
  card,
  decidedReport,
  local,
  owned,
  shown,
  undecidedReport,
  withOneNumber,
} from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const context = by(AGENT, 'agent');
type Tries = [disposition: string, startedAt: string, callbackAt?: string][];

function tried(subject: Case, tries: Tries): Case {
  return tries.reduce(
    (current, [code, at, callbackAt], index) =>
      caseAfter(
        current,
        context,
        call(100 + index, code, local(at), {
          callbackAt: callbackAt ? local(callbackAt) : null,
          note: 'x',
          reason: 'x',
        }),
      ),
    owned(subject),
  );
}

const line = ({ plan }: Case): string =>
  [
    plan.kind,
    plan.code,
    shown(plan.notBefore),
    shown(plan.notAfter).slice(11),
    `${plan.attempt}/${plan.ofAttempts}`,
  ].join(' | ');

describe('a decided spam report', () => {
  it('is first called in the next window', () => {
    expect(line(decidedReport())).toBe('call | first_call | 2026-03-02 09:00 | 12:00 | 1/5');
  });

  it.each<[string, Tries, string]>([
    [
      'tries another part of the day',
      [['NOANS', '2026-03-02 09:30']],
      'call | retry_next_part | 2026-03-02 14:00 | 18:00 | 2/5',
    ],
    [
      'keeps two hours between calls',
      [['OFF', '2026-03-02 13:59']],
      'call | retry_next_part | 2026-03-02 16:00 | 18:00 | 2/5',
    ],
    [
      'goes on after midnight in the morning',
      [['NOANS', '2026-03-02 19:30']],
      'call | retry_next_part | 2026-03-03 09:00 | 12:00 | 2/5',
    ],
    [
      'calls twice a day at most',
      [
        ['NOANS', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
      ],
      'call | retry_next_part | 2026-03-03 09:00 | 12:00 | 3/5',
    ],
    [
      'opens later on a weekend',
      [
        ['NOANS', '2026-03-06 14:30'],
        ['NOANS', '2026-03-06 19:00'],
      ],
      'call | retry_next_part | 2026-03-07 10:00 | 12:00 | 3/5',
    ],
    [
      'opens later on a public holiday',
      [['REJECT', '2026-09-30 15:00']],
      'call | retry_next_day | 2026-10-01 10:00 | 12:00 | 2/5',
    ],
    [
      'tries a busy line after 15 minutes',
      [['BUSY', '2026-03-02 09:30']],
      'call | retry_soon | 2026-03-02 09:46 | 12:00 | 2/5',
    ],
    [
      'keeps the daily cap for a busy line',
      [
        ['BUSY', '2026-03-02 09:30'],
        ['BUSY', '2026-03-02 09:46'],
      ],
      'call | retry_next_day | 2026-03-03 09:00 | 12:00 | 3/5',
    ],
    [
      'tries a busy line an hour after the second time',
      [
        ['BUSY', '2026-03-02 19:50'],
        ['BUSY', '2026-03-03 10:00'],
      ],
      'call | retry_soon | 2026-03-03 11:01 | 12:00 | 3/5',
    ],
    [
      'moves a busy line’s retry out of the lunch break',
      [['BUSY', '2026-03-02 11:50']],
      'call | retry_next_part | 2026-03-02 14:00 | 18:00 | 2/5',
    ],
    [
      'calls another day after a rejection',
      [['REJECT', '2026-03-02 09:30']],
      'call | retry_next_day | 2026-03-03 09:00 | 12:00 | 2/5',
    ],
    [
      'gives up after a third rejection',
      [
        ['REJECT', '2026-03-02 09:30'],
        ['REJECT', '2026-03-03 09:30'],
        ['REJECT', '2026-03-04 09:30'],
      ],
      'message | attempts_exhausted | — |  | 3/5',
    ],
    [
      'does not count a fault of our line',
      [['LINE', '2026-03-02 09:30']],
      'call | retry_soon | 2026-03-02 09:41 | 12:00 | 1/5',
    ],
    [
      'believes a vacant number the second time',
      [['VACANT', '2026-03-02 09:30']],
      'call | retry_next_day | 2026-03-03 09:00 | 12:00 | 2/5',
    ],
    [
      'calls the other number when the first one is vacant',
      [
        ['VACANT', '2026-03-02 09:30'],
        ['VACANT', '2026-03-03 09:30'],
      ],
      'call | alternative_number | 2026-03-03 11:31 | 12:00 | 3/5',
    ],
    [
      'asks for the missing part of the day with the last call',
      [
        ['NOANS', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
        ['NOANS', '2026-03-03 09:30'],
        ['NOANS', '2026-03-04 14:30'],
      ],
      'call | retry_next_part | 2026-03-04 18:00 | 20:00 | 5/5',
    ],
    [
      'asks for a new date when as many calls as dates are left',
      [
        ['BUSY', '2026-03-02 09:00'],
        ['BUSY', '2026-03-02 19:00'],
        ['BUSY', '2026-03-03 09:00'],
        ['BUSY', '2026-03-03 15:00'],
      ],
      'call | retry_next_day | 2026-03-04 09:00 | 12:00 | 5/5',
    ],
    [
      'sends a message after five calls',
      [
        ['NOANS', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
        ['NOANS', '2026-03-03 09:30'],
        ['NOANS', '2026-03-03 14:30'],
        ['NOANS', '2026-03-04 18:30'],
      ],
      'message | attempts_exhausted | — |  | 5/5',
    ],
    [
      'keeps an agreed time, although it is soon',
      [['LATER', '2026-03-02 09:30', '2026-03-02 10:00']],
      'call | appointment | 2026-03-02 10:00 | 10:10 | 2/5',
    ],
    [
      'moves an agreed time into the next window',
      [['LATER', '2026-03-02 09:30', '2026-03-02 21:30']],
      'call | appointment | 2026-03-03 09:00 | 09:10 | 2/5',
    ],
    [
      'keeps an agreed time over the daily cap',
      [
        ['NOANS', '2026-03-02 09:30'],
        ['LATER', '2026-03-02 14:30', '2026-03-02 17:00'],
      ],
      'call | appointment | 2026-03-02 17:00 | 17:10 | 3/5',
    ],
    [
      'keeps an agreed time after an early try',
      [
        ['LATER', '2026-03-02 09:30', '2026-03-03 15:00'],
        ['NOANS', '2026-03-02 14:30'],
      ],
      'call | appointment | 2026-03-03 15:00 | 15:10 | 3/5',
    ],
    [
      'tries again when nobody answers at the agreed time',
      [
        ['LATER', '2026-03-02 09:30', '2026-03-03 15:00'],
        ['NOANS', '2026-03-03 14:55'],
      ],
      'call | retry_next_part | 2026-03-03 18:00 | 20:00 | 3/5',
    ],
    [
      'ends when the reporter accepts',
      [['FB_OK', '2026-03-02 09:30']],
      'closed | closed_reached | — |  | 1/5',
    ],
    [
      'stays closed after a late no-answer',
      [
        ['FB_OK', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
      ],
      'closed | closed_reached | — |  | 2/5',
    ],
    [
      'is opened again by a dispute',
      [
        ['FB_OK', '2026-03-02 09:30'],
        ['FB_DISPUTE', '2026-03-02 14:30'],
      ],
      'review | dispute_review | — |  | 2/5',
    ],
    [
      'calls the other number when somebody else answers',
      [['WRONG', '2026-03-02 09:30']],
      'call | alternative_number | 2026-03-02 11:31 | 12:00 | 2/5',
    ],
    [
      'goes to the lead for a complaint',
      [['COMPLAIN', '2026-03-02 09:30']],
      'review | complaint_review | — |  | 1/5',
    ],
    ['goes back for new evidence', [['FB_MORE', '2026-03-02 09:30']], 'blocked | new_evidence | — |  | 1/5'],
    [
      'never calls who wants no calls',
      [
        ['DNC', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
      ],
      'message | do_not_call | — |  | 2/5',
    ],
    [
      'leaves an unknown result to a person',
      [['FROM_2031', '2026-03-02 09:30']],
      'review | policy_unavailable | — |  | 1/5',
    ],
    [
      'goes on after an unknown result',
      [
        ['FROM_2031', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
      ],
      'call | retry_next_part | 2026-03-03 09:00 | 12:00 | 3/5',
    ],
  ])('%s', (_, tries, expected) => {
    expect(line(tried(decidedReport(), tries))).toBe(expected);
  });

  it.each<[string, Tries, string]>([
    [
      'sends a message to a vacant number',
      [
        ['VACANT', '2026-03-02 09:30'],
        ['VACANT', '2026-03-03 09:30'],
      ],
      'message | vacant_number | — |  | 2/5',
    ],
    [
      'goes to the lead for a wrong number',
      [['WRONG', '2026-03-02 09:30']],
      'review | wrong_number_review | — |  | 1/5',
    ],
  ])('without another number %s', (_, tries, expected) => {
    expect(line(tried(withOneNumber(decidedReport()), tries))).toBe(expected);
  });

  it('says which result, part of the day and agreed time the plan rests on, and when it breaks the promise', () => {
    const busy = tried(decidedReport(), [['BUSY', '2026-03-02 11:50']]);
    expect(busy.plan.params).toEqual({ disposition: 'BUSY', part: 'afternoon' });
    const agreed = tried(decidedReport(), [['LATER', '2026-03-02 09:30', '2026-03-20 21:30']]);
    expect(agreed.plan.params).toEqual({
      appointmentAt: local('2026-03-20 21:30'),
      part: 'morning',
      late: 1,
    });
  });
});

describe('an undecided spam report', () => {
  it('waits for somebody to take it up', () => {
    expect(line(undecidedReport())).toBe('blocked | awaiting_investigation | — |  | 0/5');
  });

  it('keeps an agreed time nevertheless', () => {
    const agreed = tried(undecidedReport(), [['LATER', '2026-03-02 09:30', '2026-03-02 15:00']]);
    expect(line(agreed)).toBe('call | appointment | 2026-03-02 15:00 | 15:10 | 2/5');
  });
});

describe('a card', () => {
  it.each<[string, Tries, string]>([
    [
      'is looked at again three days after the holder agreed',
      [['RN_AGREE', '2026-03-02 09:30']],
      'call | awaiting_evidence | 2026-03-05 09:31 | 12:00 | 2/4',
    ],
    ['waits for the verification', [['RN_SENT', '2026-03-02 09:30']], 'blocked | verifying | — |  | 1/4'],
    [
      'enters the ladder when the holder refuses',
      [['RN_REFUSE', '2026-03-02 09:30']],
      'measure | notice_requested | — |  | 1/4',
    ],
    [
      'enters the ladder after four calls',
      [
        ['NOANS', '2026-03-02 09:30'],
        ['NOANS', '2026-03-02 14:30'],
        ['NOANS', '2026-03-03 09:30'],
        ['NOANS', '2026-03-04 14:30'],
      ],
      'measure | notice_requested | — |  | 4/4',
    ],
    [
      'closes when everything matches',
      [['RN_OK', '2026-03-02 09:30']],
      'closed | closed_reached | — |  | 1/4',
    ],
    [
      'leaves the result of another kind to a person',
      [['FB_DISPUTE', '2026-03-02 09:30']],
      'review | policy_unavailable | — |  | 1/4',
    ],
  ])('%s', (_, tries, expected) => {
    expect(line(tried(card(), tries))).toBe(expected);
  });
});
