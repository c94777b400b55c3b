import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { AGENT, by, call, card, decidedReport, LEAD, local, owned, uuid } from '../support/builders.ts';
import { line, worldAfter } from '../support/story.ts';

const AT_NINE = local('2026-03-02 09:00');
const lead = by(LEAD, 'lead');

describe('what a desk did while it was away', () => {
  const told = worldAfter(
    [owned(card())],
    [
      ['03-02 09:31', 'NOANS'],
      ['03-02 14:31', 'NOANS'],
      ['03-03 09:31', 'NOANS'],
      ['03-04 14:31', 'NOANS'],
      ['03-04 15:00', 'delivered'],
    ],
  );
  const waiting = 'waiting: waiting until 03-07 15:00';

  it('adds a try to the history and begins no ladder anew', () => {
    expect(line(told.of(uuid(1)))).toBe(waiting);
    told.now = local('2026-03-05 09:00');
    told.act(call(10, 'NOANS', local('2026-03-03 15:00')), by(AGENT, 'agent'));
    expect(line(told.of(uuid(1)))).toBe(waiting);
    const notices = told
      .of(uuid(1))
      .history.filter(
        (entry) => entry.type === 'message' && entry.purpose === 'notice' && entry.step === 'requested',
      );
    expect(notices).toHaveLength(1);
  });

  it('closes a report that was told before its message arrived, at the time of the call', () => {
    const world = worldAfter(
      [owned(decidedReport())],
      [
        ['03-02 09:31', 'DNC'],
        ['03-02 12:00', 'delivered'],
      ],
    );
    world.act(call(10, 'FB_OK', local('2026-03-02 09:10')), by(AGENT, 'agent'));
    expect(world.of(uuid(1))).toMatchObject({
      plan: { code: 'closed_reached' },
      closedAt: local('2026-03-02 09:11'),
    });
  });

  it('proves the end of the loop against a decision that did not know of it', () => {
    const world = worldAfter(
      [owned(decidedReport())],
      [
        ['03-02 09:31', 'COMPLAIN'],
        ['03-02 12:00', 'call_again'],
      ],
    );
    world.act(call(10, 'FB_OK', local('2026-03-02 10:00')), by(AGENT, 'agent'));
    expect(world.of(uuid(1)).stage).toBe('closed');
  });
});

describe('a clock that is behind', () => {
  it('of the one who decides does not let the decision come before what it is about', () => {
    const world = worldAfter([owned(decidedReport())], [['03-02 09:31', 'COMPLAIN']]);
    const args = { caseId: uuid(1), decision: 'call_again' as const, why: 'x' };
    world.act({ id: uuid(30), v: 1, at: AT_NINE, name: 'resolveReview', args }, lead);
    expect(world.of(uuid(1))).toMatchObject({ stage: 'to_call', plan: { code: 'first_call' } });
  });

  it('of the one who approves does not leave the proposal standing', () => {
    const world = worldAfter(
      [owned(card())],
      [
        ['03-02 09:31', 'RN_REFUSE'],
        ['03-02 09:40', 'delivered'],
        ['03-05 10:00', 'propose'],
      ],
    );
    const measureId = String(world.of(uuid(1)).plan.params.measureId);
    const args = { caseId: uuid(1), measureId, approve: true, why: 'x' };
    world.act(
      { id: uuid(30), v: 1, at: AT_NINE, name: 'decideMeasure', args },
      { ...lead, author: { ...lead.author, id: uuid(9_022) } },
    );
    expect(world.of(uuid(1)).stage).toBe('measure_approved');
    world.now += 60_000;
    const approval = world.of(uuid(1)).history.at(-1);
    if (approval?.type === 'measure') world.confirm(uuid(1), approval, 'applied');
    expect(world.of(uuid(1)).plan.code).toBe('reminder_wait');
  });

  it('of a gateway does not lose its receipt', () => {
    const world = worldAfter([owned(decidedReport())], [['03-02 09:31', 'DNC']]);
    const subject = world.of(uuid(1));
    const request = subject.history.find((entry) => entry.type === 'message');
    if (request?.type !== 'message') throw new Error('nothing was asked for');
    const receipt: HistoryEntry = { ...request, id: uuid(40), at: AT_NINE, step: 'delivered' };
    world.cases.set(subject.id, { ...subject, history: [receipt, ...subject.history] });
    world.act(
      {
        id: uuid(41),
        v: 1,
        at: world.now,
        name: 'addNumber',
        args: { caseId: uuid(1), phone: '02155550000' },
      },
      lead,
    );
    expect(world.of(uuid(1)).stage).toBe('closed');
  });
});
