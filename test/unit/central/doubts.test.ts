import { describe, expect, test } from 'vitest';
import { Doubts, type KnownOfCalls } from '../../../central/sync/doubts.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { FactFlag } from '../../../shared/case/history.ts';
import type { LogAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts';
import { AGENT, by, COLLEAGUE, call, card, LEAD, local, owned, TEAM, uuid } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const NOW = local('2026-03-11 14:00');
const OTHER_CASE = uuid(2);

function known(more: Partial<KnownOfCalls> = {}): KnownOfCalls {
  return {
    author: { id: AGENT, teamId: TEAM, role: 'agent' },
    receivedAt: NOW,
    now: NOW,
    clockOffset: 0,
    clean: { at: NOW - MINUTE, version: 5, clockOffset: 0 },
    since: null,
    imports: new Map(),
    lookups: [],
    losses: new Map(),
    calls: [],
    gap: null,
    ...more,
  };
}

/** What is doubted of calls that arrive together, one after the other. */
function doubted(subject: Case, calls: readonly LogAttempt[], given = known()): FactFlag[][] {
  const doubts = new Doubts(given);
  let current = subject;
  return calls.map((made) => {
    const onIt = made.args.caseId === subject.id;
    const { flags } = doubts.of(made, onIt ? current : null);
    if (onIt) current = caseAfter(current, { ...by(AGENT, 'agent', NOW), flags }, made);
    return flags;
  });
}

/** A call that began so long ago and took so long, saved when it was over or at `savedAt`. */
function made(
  n: number,
  {
    ago,
    length = MINUTE,
    savedAt,
    ...args
  }: { ago: number; length?: number; savedAt?: number } & Partial<LogAttempt['args']>,
): LogAttempt {
  const startedAt = NOW - ago;
  const endedAt = startedAt + length;
  return { ...call(n, 'NOANS', startedAt, { endedAt, ...args }), at: savedAt ?? endedAt };
}

const four = (each: (n: number) => LogAttempt) => [1, 2, 3, 4].map((n) => each(n + 10));
const own = owned(card());

describe('two calls of one person', () => {
  test.each([
    ['of no length', 0],
    ['of 25 seconds', 25 * SECOND],
  ])('%s on one case at one instant are one', (_, length) => {
    const calls = four((n) => made(n, { ago: MINUTE, length }));
    expect(doubted(own, calls)).toEqual([[], ...Array(3).fill(['calls_overlap'])]);
  });

  test('of no length on one case within a second are one', () => {
    const calls = four((n) => made(n, { ago: MINUTE - n * 900, length: 0 }));
    expect(doubted(own, calls).slice(0, 2)).toEqual([[], ['calls_overlap']]);
  });

  test.each([
    ['in the other', { ago: 4 * MINUTE, length: 20 * SECOND }, OTHER_CASE],
    ['in the other, without a length', { ago: 4 * MINUTE, length: 0 }, own.id],
    ['half a minute beyond its end', { ago: 3 * MINUTE, length: 2 * MINUTE }, OTHER_CASE],
  ])('cannot lie %s', (_, second, caseId) => {
    const first = made(10, { ago: 5 * MINUTE, length: 2 * MINUTE + 40 * SECOND, caseId });
    expect(doubted(own, [first, made(11, second)])).toEqual([[], ['calls_overlap']]);
  });

  test.each([
    ['touches the other', { ago: 3 * MINUTE, length: MINUTE }, own.id],
    ['is keyed in as the other ends', { ago: 3 * MINUTE, length: 0 }, own.id],
    ['is keyed in by a clock that went back a second', { ago: 3 * MINUTE + SECOND, length: 0 }, own.id],
    ['lies over its end by a corrected clock', { ago: 3 * MINUTE + 20 * SECOND }, own.id],
    ['is keyed in while one of another case goes on', { ago: 4 * MINUTE, length: 0 }, OTHER_CASE],
  ])('are both possible where the second %s', (_, second, caseId) => {
    const first = made(10, { ago: 5 * MINUTE, length: 2 * MINUTE, caseId });
    expect(doubted(own, [first, made(11, second)])).toEqual([[], []]);
  });
});

describe('a call that is saved late', () => {
  const late = (n: number, ago: number, savedAt = NOW) => made(n, { ago, savedAt });

  test('was one that the form was left open with', () => {
    expect(doubted(own, [late(10, 2.9 * DAY)])).toEqual([[]]);
  });

  test('leaves no room for others of its case that were saved with it', () => {
    const calls = four((n) => late(n, 2.9 * DAY - n * 10 * MINUTE));
    expect(doubted(own, calls)).toEqual([[], ...Array(3).fill(['contact_since'])]);
  });

  test('leaves none for one of a later contact that began before it was saved', () => {
    const before = caseAfter(own, by(AGENT, 'agent', NOW - HOUR), late(10, 2 * DAY, NOW - HOUR));
    expect(doubted(before, [late(11, 2.5 * DAY)])).toEqual([['contact_since']]);
    expect(doubted(before, [late(11, 50 * MINUTE)])).toEqual([[]]);
  });

  test('leaves room for those of other cases and for calls without the network', () => {
    const before = caseAfter(own, by(COLLEAGUE, 'agent', NOW), late(10, 2 * DAY));
    expect(doubted(before, [late(11, 2.5 * DAY)])).toEqual([[]]);
    const offline = known({ clean: { at: NOW - 9 * DAY, version: 5, clockOffset: 0 } });
    expect(
      doubted(
        own,
        four((n) => made(n, { ago: (20 - n) * HOUR })),
        offline,
      ).flat(),
    ).toEqual([]);
  });
});

describe('somebody calls in whose case a colleague has', () => {
  const foreign = owned(card(), COLLEAGUE);
  const clean = { at: NOW - 2 * HOUR, version: 5, clockOffset: 0 };
  const calledIn = (more: { ago?: number; savedAt?: number } = {}) => [
    made(10, { ago: HOUR, direction: 'inbound', disposition: 'RN_OK', ...more }),
  ];
  const lookedUp = (at: number) => known({ clean, lookups: [{ at, caseIds: [foreign.id] }] });

  test('who did not look the case up cannot know it', () => {
    expect(doubted(foreign, calledIn(), known({ clean }))).toEqual([['case_not_held']]);
    const other = known({ clean, lookups: [{ at: NOW - HOUR, caseIds: [OTHER_CASE] }] });
    expect(doubted(foreign, calledIn(), other)).toEqual([['case_not_held']]);
    expect(doubted(foreign, calledIn(), lookedUp(NOW - 4 * DAY))).toEqual([['case_not_held']]);
    expect(doubted(foreign, calledIn(), lookedUp(NOW))).toEqual([['case_not_held']]);
  });

  test('a case that nobody has is known to nobody but the leads either', () => {
    const free = owned(card(), null);
    expect(doubted(free, calledIn(), known({ clean }))).toEqual([['case_not_held']]);
    expect(doubted(free, [made(10, { ago: HOUR })], known({ clean }))).toEqual([[]]);
  });

  test('who looked it up knows it, before the call or until the result is saved', () => {
    expect(doubted(foreign, calledIn(), lookedUp(NOW - HOUR))).toEqual([[]]);
    expect(doubted(foreign, calledIn({ ago: MINUTE }), lookedUp(NOW - 2 * DAY))).toEqual([[]]);
    expect(doubted(foreign, calledIn({ savedAt: NOW }), lookedUp(NOW - MINUTE))).toEqual([[]]);
  });

  test('whose look-up a restore took is not doubted', () => {
    const calls = calledIn({ ago: 70 * MINUTE, savedAt: NOW });
    const since = { at: NOW - 50 * MINUTE, version: 5, clockOffset: 0 };
    const gap = { from: NOW - 3 * HOUR, to: NOW - HOUR };
    expect(doubted(foreign, calls, known({ clean: since, gap }))).toEqual([[]]);
  });

  test('leads know all cases of their team', () => {
    const lead = known({ clean, author: { id: LEAD, teamId: TEAM, role: 'lead' } });
    expect(doubted(foreign, calledIn(), lead)).toEqual([[]]);
  });

  test('who lost it within a day may still have it on the screen', () => {
    const lost = (ago: number): Case => {
      const entry = { type: 'assignment' as const, byId: LEAD, fromId: AGENT, toId: COLLEAGUE };
      return { ...foreign, history: [{ ...entry, id: uuid(70), at: NOW - ago }] };
    };
    expect(doubted(lost(20 * HOUR), calledIn(), known({ clean }))).toEqual([[]]);
    expect(doubted(lost(26 * HOUR), calledIn(), known({ clean }))).toEqual([['case_not_held']]);
  });

  test('who has the case again may not have heard that it was away', () => {
    const move = { type: 'assignment' as const, byId: LEAD };
    const away = { ...move, id: uuid(70), at: NOW - 9 * HOUR, fromId: AGENT, toId: COLLEAGUE };
    const back = { ...move, id: uuid(71), at: NOW - MINUTE, fromId: COLLEAGUE, toId: AGENT };
    const called = [made(10, { ago: HOUR })];
    expect(doubted({ ...own, history: [away, back] }, called, known({ clean }))).toEqual([[]]);
    expect(doubted({ ...foreign, history: [away] }, called, known({ clean }))).toEqual([['case_not_held']]);
  });

  test('a device that came after the case was lost never had it', () => {
    const entry = { type: 'assignment' as const, byId: LEAD, fromId: AGENT, toId: COLLEAGUE };
    const lost: Case = { ...foreign, history: [{ ...entry, id: uuid(70), at: NOW - 3 * DAY }] };
    const signedIn = (ago: number) => known({ clean: null, since: NOW - ago });
    expect(doubted(lost, [made(10, { ago: HOUR })], signedIn(2 * HOUR))).toEqual([['case_not_held']]);
    expect(doubted(lost, [made(10, { ago: HOUR })], signedIn(4 * DAY))).toEqual([[]]);
  });
});
