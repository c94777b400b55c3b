import { describe, expect, test } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import { attemptsOf, type FactFlag } from '../../../shared/case/history.ts';
import { MOST_PER_DAY } from '../../../shared/mutation/caps.ts';
import { MINUTE } from '../../../shared/time.ts';
import {
  AGENT,
  by,
  call,
  card,
  decidedReport,
  LEAD,
  local,
  owned,
  shown,
  uuid,
  withOneNumber,
} from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';
import { line } from '../support/story.ts';
import { World } from '../support/world.ts';

const agent = by(AGENT, 'agent');
const DOUBT: FactFlag[] = ['contact_since'];

/** The case after one more call to it, doubted or not. */
function called(subject: Case, n: number, code: string, at: string, flags: FactFlag[] = []): Case {
  return caseAfter(subject, { ...agent, flags }, call(n, code, local(`2026-${at}`)));
}

/** When the next call may begin. */
const next = ({ plan }: Case): string => (plan.kind === 'call' ? shown(plan.notBefore) : plan.code);

const report = () => owned(withOneNumber(decidedReport()));
const agreed = () =>
  caseAfter(
    report(),
    agent,
    call(90, 'LATER', local('2026-03-02 09:00'), { callbackAt: local('2026-03-02 15:00') }),
  );
const promised = () => caseAfter(owned(card()), agent, call(90, 'RN_AGREE', local('2026-03-02 09:00')));

const UNREACHED = ['NOANS', 'BUSY', 'OFF', 'REJECT', 'SILENT', 'LINE', 'VACANT', 'UNREACH', 'LIMIT'];

describe('the next call keeps away from a doubtful one as from any other', () => {
  test.each(UNREACHED)('%s of a case without calls', (code) => {
    expect(next(called(report(), 10, code, '03-02 10:00', DOUBT))).toBe(
      next(called(report(), 10, code, '03-02 10:00')),
    );
  });

  test.each(UNREACHED)('%s after another call', (code) => {
    const tried = called(report(), 9, 'NOANS', '03-02 09:10');
    expect(next(called(tried, 10, code, '03-02 14:30', DOUBT))).toBe(
      next(called(tried, 10, code, '03-02 14:30')),
    );
  });

  test.each(UNREACHED)('%s at an agreed time', (code) => {
    expect(next(called(agreed(), 10, code, '03-02 15:00', DOUBT))).toBe(
      next(called(agreed(), 10, code, '03-02 15:00')),
    );
  });

  test.each(UNREACHED)('%s when promised evidence is looked for', (code) => {
    expect(next(called(promised(), 10, code, '03-05 10:00', DOUBT))).toBe(
      next(called(promised(), 10, code, '03-05 10:00')),
    );
  });

  test('two of a date leave none for that date', () => {
    const twice = called(
      called(report(), 10, 'BUSY', '03-02 09:10', DOUBT),
      11,
      'BUSY',
      '03-02 09:40',
      DOUBT,
    );
    expect(next(twice)).toBe('2026-03-03 09:00');
  });

  test('two of a date leave none for the other cases of the number', () => {
    const other = { id: uuid(3), externalId: 'WX20260300000999' };
    const world = new World([report(), owned({ ...decidedReport(), ...other })], local('2026-03-02 08:00'));
    for (const [n, at] of ['09:10', '10:30'].entries())
      world.act(call(10 + n, 'NOANS', local(`2026-03-02 ${at}`)), { ...agent, flags: DOUBT });
    expect(next(world.shown(other.id))).toBe('2026-03-03 09:00');
  });

  test('one that came in keeps nobody from calling', () => {
    const inbound = { ...call(10, 'NOANS', local('2026-03-02 10:00')) };
    inbound.args.direction = 'inbound';
    const after = caseAfter(report(), { ...agent, flags: DOUBT }, inbound);
    expect(next(after)).toBe('2026-03-02 10:01');
  });
});

describe('a doubtful call leaves everything else as it is', () => {
  test('an agreed call stays owed', () => {
    const after = called(agreed(), 10, 'NOANS', '03-02 15:00', DOUBT);
    expect(line(after)).toBe('to_call: appointment 03-03 09:00-09:10 2/5');
    expect(after.sla).toEqual(agreed().sla);
  });

  test('one before an agreed time moves nothing', () => {
    expect(next(called(agreed(), 10, 'NOANS', '03-02 11:00', DOUBT))).toBe('2026-03-02 15:00');
    expect(next(called(agreed(), 10, 'FB_OK', '03-02 11:00', DOUBT))).toBe('2026-03-02 15:00');
  });

  test('whether the agreed call was made the lead looks first', () => {
    const told = called(agreed(), 10, 'FB_OK', '03-02 15:00', DOUBT);
    expect(line(told)).toBe('in_review: doubtful_review');
    const settles = { caseId: uuid(1), why: '核实', answers: [uuid(10)] };
    const at = local('2026-03-02 15:20');
    const again = caseAfter(told, by(LEAD, 'lead'), {
      id: uuid(600),
      v: 1,
      at,
      name: 'resolveReview',
      args: { ...settles, decision: 'call_again' },
    });
    expect(line(again)).toBe('to_call: appointment 03-03 09:00-09:10 2/5');
  });

  test('no try ends, however many there are', () => {
    const days = Array.from({ length: 12 }, (_, n) => `03-${String(n + 3).padStart(2, '0')} 10:00`);
    const after = days.reduce<Case>(
      (subject, at, n) => called(subject, 10 + n, 'REJECT', at, DOUBT),
      report(),
    );
    expect(after.plan).toMatchObject({ kind: 'call', code: 'first_call', attempt: 1 });
    expect(after.sla).toEqual(report().sla);
  });

  test('a number that is not in use asks nobody for anything', () => {
    const after = called(
      called(report(), 10, 'VACANT', '03-02 10:00', DOUBT),
      11,
      'VACANT',
      '03-03 10:00',
      DOUBT,
    );
    expect(after.plan).toMatchObject({ kind: 'call', code: 'first_call' });
  });

  test('no other call is flagged for it', () => {
    const told = called(report(), 10, 'FB_OK', '03-02 10:00', DOUBT);
    const after = called(told, 11, 'FB_OK', '03-02 14:30');
    expect(attemptsOf(after.history).at(-1)?.flags).toEqual([]);
  });

  test('no other call of its day is one too many for it', () => {
    const flood = Array.from({ length: MOST_PER_DAY.attempt }, (_, n) => n).reduce<Case>(
      (subject, n) =>
        caseAfter(
          subject,
          { ...agent, flags: DOUBT },
          call(100 + n, 'NOANS', local('2026-03-02 09:00') + n * MINUTE),
        ),
      report(),
    );
    const after = called(flood, 400, 'NOANS', '03-02 14:30');
    expect(after.beyond).toBeUndefined();
    expect(after.plan.attempt).toBe(2);
  });
});
