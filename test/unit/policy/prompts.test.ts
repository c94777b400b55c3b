import { expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { card, decidedReport, owned } from '../support/builders.ts';
import { caseOf, type Event, line } from '../support/story.ts';

/** How often a message has said that we tried to call. */
const prompted = ({ history }: Case): number =>
  history.filter(
    (entry) => entry.type === 'message' && entry.purpose === 'prompt' && entry.step === 'requested',
  ).length;

const told = (subject: Case, ...events: Event[]): number => prompted(caseOf(owned(subject), events));

const CALLS: Event[] = [
  ['03-02 09:31', 'NOANS'],
  ['03-02 14:31', 'OFF'],
  ['03-03 09:31', 'NOANS'],
];

it('a holder who does not answer is told so by message after the first and the third call', () => {
  const after = [0, 1, 2, 3].map((calls) => told(card(), ...CALLS.slice(0, calls)));
  expect(after).toEqual([0, 1, 1, 2]);
});

it.each<[string, number, Event[]]>([
  ['nobody could have answered', 0, [['03-02 09:31', 'LINE']]],
  ['the holder was reached', 0, [['03-02 09:31', 'RN_AGREE']]],
  ['the number is of no use', 0, [['03-02 09:31', 'WRONG']]],
  [
    'it was a call of an earlier round',
    1,
    [...CALLS.slice(0, 1), ['03-02 11:00', 'RN_SENT'], ['03-02 12:00', 'not-verified']],
  ],
])('not when %s', (_, expected, events) => {
  expect(told(card(), ...events)).toBe(expected);
});

it('a reporter is not: the message in the place of calls tells them the result', () => {
  expect(told(decidedReport(), ...CALLS)).toBe(0);
});

it('what becomes of such a message changes nothing about the next step', () => {
  const before = caseOf(owned(card()), CALLS.slice(0, 1));
  for (const step of ['delivered', 'undelivered']) {
    const after = caseOf(owned(card()), [...CALLS.slice(0, 1), ['03-02 10:00', step]]);
    expect([line(after), prompted(after)]).toEqual([line(before), 1]);
  }
});
