import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/case/case.ts';
import {
  compareQueue,
  inTab,
  matchesSearch,
  type QueueKeys,
  type QueueTab,
  queueKeys,
} from '../../../shared/case/queue.ts';
import { HOUR } from '../../../shared/time.ts';
import { AGENT, by, call, decidedReport, local, owned, undecidedReport } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const agent = by(AGENT, 'agent');
const now = local('2026-03-02 11:00');
const report = owned(decidedReport());
const tries = {
  fresh: report,
  tried: caseAfter(report, agent, call(10, 'NOANS', local('2026-03-02 09:30'))),
  agreed: caseAfter(
    report,
    agent,
    call(10, 'LATER', local('2026-03-02 09:30'), { callbackAt: now - HOUR / 6 }),
  ),
  waiting: undecidedReport(),
  closed: caseAfter(report, agent, call(10, 'FB_OK', local('2026-03-02 09:30'))),
};
const doubted = caseAfter(report, { ...agent, flags: ['calls_overlap'] }, call(10, 'NOANS', now - HOUR));
type Name = keyof typeof tries;
const names: Name[] = ['closed', 'waiting', 'tried', 'fresh', 'agreed'];

describe('tabs', () => {
  it.each<[QueueTab, Name[]]>([
    ['open', ['waiting', 'tried', 'fresh', 'agreed']],
    ['due', ['fresh', 'agreed']],
    ['appointment', ['agreed']],
    ['tried', ['tried', 'agreed']],
    ['waiting', ['waiting', 'tried']],
    ['closed', ['closed']],
  ])('%s holds %j', (tab, expected) => {
    expect(names.filter((name) => inTab(queueKeys(tries[name]), tab, now, true))).toEqual(expected);
  });

  it('show an open case whose calls wait for the word of a lead', () => {
    const shown = (subject: Case) => inTab(queueKeys(subject), 'doubtful', now, true);
    const closed = caseAfter(doubted, agent, call(11, 'FB_OK', now - HOUR / 2));
    expect([doubted, tries.tried, closed].map(shown)).toEqual([true, false, false]);
  });

  it('count a case once that waits for two decisions of a lead', () => {
    const both = caseAfter(doubted, agent, call(11, 'COMPLAIN', now - HOUR / 2));
    const shown = (tab: QueueTab) => inTab(queueKeys(both), tab, now, true);
    expect([shown('review'), shown('doubtful'), shown('decisions')]).toEqual([true, true, true]);
    expect(inTab(queueKeys(report), 'decisions', now, true)).toBe(false);
  });

  it('have nothing due outside calling time', () => {
    expect(
      names.filter((name) => inTab(queueKeys(tries[name]), 'due', local('2026-03-02 21:00'), false)),
    ).toEqual([]);
  });
});

it('shows the cases that were closed last first', () => {
  const keys = queueKeys(tries.closed);
  const later = { ...keys, dueAt: keys.dueAt + 1 };
  expect(keys.dueAt).toBe(tries.closed.closedAt);
  expect(compareQueue(later, keys, keys.dueAt)).toBeLessThan(0);
});

it('orders by what may be done now: agreed times, due ones, later ones, waiting ones, closed ones', () => {
  const sorted = [...names].sort((a, b) => compareQueue(queueKeys(tries[a]), queueKeys(tries[b]), now));
  expect(sorted).toEqual(['agreed', 'fresh', 'tried', 'waiting', 'closed']);
});

it('puts the earlier promise first among those that are due', () => {
  const key = (dueAt: number): QueueKeys => ({ ...queueKeys(report), dueAt });
  expect(compareQueue(key(now), key(now + 1), now)).toBeLessThan(0);
});

describe('search', () => {
  const { searchText } = queueKeys(report);
  it.each([
    ['1234', true],
    ['陈浩', true],
    ['wx20260300000312', true],
    ['ＷＸ２０２６', true],
    ['55558888', true],
    ['98765', true],
    ['170****1234', true],
    ['139****1234', false],
    ['1234*170', false],
    ['李娜', false],
    ['', true],
  ])('%s: %s', (query, found) => {
    expect(matchesSearch(searchText, query)).toBe(found);
  });
});
