import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { planInputOf } from '../../../shared/case/replan.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { plan } from '../../../shared/policy/plan.ts';
import { AGENT, by, call, card, decidedReport, local, owned, shown, uuid } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';
import { line } from '../support/story.ts';
import { World } from '../support/world.ts';

const other = { id: uuid(3), externalId: 'WX20260300000999' };
const reports = () => [owned(decidedReport()), owned({ ...decidedReport(), ...other })];
const mixed = () => {
  const { contact } = decidedReport();
  return [owned(decidedReport()), owned({ ...card(), ...other, contact })];
};

/** The next step without the stage. */
const step = (subject: Case): string => line(subject).replace(/^\w+: /, '');

/** How the first case is planned after calls for the second one. */
function planned(
  cases: ReturnType<typeof reports | typeof mixed>,
  calls: [at: string, code: string][],
): string {
  const world = new World(cases, local('2026-03-02 08:00'));
  for (const [index, [at, code]] of calls.entries()) {
    world.now = local(`2026-${at}`) + 60_000;
    const { args, ...made } = call(500 + index, code, local(`2026-${at}`));
    world.act({ ...made, args: { ...args, caseId: other.id } }, by(AGENT, 'agent', world.now));
  }
  return step(world.shown(uuid(1)));
}

describe('calls to the same number for another case', () => {
  it.each<[string, [string, string][], string]>([
    ['none', [], 'first_call 03-02 09:00-12:00 1/5'],
    ['one keeps an hour free', [['03-02 09:10', 'NOANS']], 'first_call 03-02 10:11-12:00 1/5'],
    ['one before lunch', [['03-02 11:20', 'NOANS']], 'first_call 03-02 14:00-18:00 1/5'],
    [
      'two fill the day',
      [
        ['03-02 09:10', 'NOANS'],
        ['03-02 14:10', 'NOANS'],
      ],
      'first_call 03-03 09:00-12:00 1/5',
    ],
    [
      'two, one of them before midnight',
      [
        ['03-01 23:59', 'NOANS'],
        ['03-02 09:10', 'NOANS'],
      ],
      'first_call 03-02 10:11-12:00 1/5',
    ],
    [
      'a fault of our line is none',
      [
        ['03-02 09:10', 'LINE'],
        ['03-02 09:30', 'NOANS'],
      ],
      'first_call 03-02 10:31-12:00 1/5',
    ],
  ])('%s', (_, calls, expected) => {
    expect(planned(reports(), calls)).toBe(expected);
  });

  it('count whatever the kinds of the cases', () => {
    const calls: [string, string][] = [
      ['03-02 09:10', 'NOANS'],
      ['03-02 14:10', 'OFF'],
    ];
    expect(planned(mixed(), calls)).toBe('first_call 03-03 09:00-12:00 1/5');
  });

  it('give way to an agreed time', () => {
    const world = new World(reports(), local('2026-03-02 08:00'));
    const agent = by(AGENT, 'agent');
    const callbackAt = local('2026-03-02 15:00');
    world.act(call(500, 'LATER', local('2026-03-02 09:00'), { callbackAt }), agent);
    for (const at of ['11:00', '14:30']) {
      const { args, ...made } = call(Number(at.slice(0, 2)), 'NOANS', local(`2026-03-02 ${at}`));
      world.act({ ...made, args: { ...args, caseId: other.id } }, agent);
    }
    expect(step(world.shown(uuid(1)))).toBe('appointment 03-02 15:00-15:10 2/5');
  });

  it('that are corrected to a fault of our line free the day again', () => {
    const world = new World(reports(), local('2026-03-02 08:00'));
    const agent = by(AGENT, 'agent');
    const { args, ...made } = call(500, 'NOANS', local('2026-03-02 09:10'));
    world.act({ ...made, args: { ...args, caseId: other.id } }, agent);
    const right = { disposition: 'LINE', reason: null, callbackAt: null, dispositionsVersion: 1 };
    const correction = { caseId: other.id, attemptId: uuid(500), why: 'x', ...right };
    world.act(
      { id: uuid(501), v: 1, at: local('2026-03-02 09:20'), name: 'correctAttempt', args: correction },
      agent,
    );
    expect(step(world.shown(uuid(1)))).toBe('first_call 03-02 09:00-12:00 1/5');
  });
});

it.each<[string, number, number, string]>([
  ['the case alone', 1, 5, '2026-03-03 09:00'],
  ['the number alone', 5, 1, '2026-03-03 09:00'],
  ['neither', 5, 5, '2026-03-02 10:31'],
])('the calls of a day are bounded by %s', (_, perCase, perNumber, expected) => {
  const tried = caseAfter(
    owned(decidedReport()),
    by(AGENT, 'agent'),
    call(10, 'SILENT', local('2026-03-02 09:30')),
  );
  const { rules } = DEFAULT_POLICY;
  const policy = {
    ...DEFAULT_POLICY,
    rules: { ...rules, spam_report: { ...rules.spam_report, maxPerDay: perCase } },
    perNumber: { ...DEFAULT_POLICY.perNumber, maxPerDay: perNumber },
  };
  expect(shown(plan(planInputOf(tried, { policy }, tried.openedAt)).notBefore)).toBe(expected);
});
