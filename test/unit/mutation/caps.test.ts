import { describe, expect, it } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import { MOST_DECISIONS, MOST_OF_RUNS, MOST_PER_DAY, MOST_WORDS } from '../../../shared/mutation/caps.ts';
import { MOST_REPEATED } from '../../../shared/mutation/finding.ts';
import type { AddNote, Mutation, RecordReveal, ResolveReview } from '../../../shared/mutation/mutation.ts';
import { MOST_CALLS } from '../../../shared/policy/calls-limit.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { AGENT, by, COLLEAGUE, call, decidedReport, LEAD, local, owned, uuid } from '../support/builders.ts';
import { caseAfter, run } from '../support/run.ts';

const report = owned(decidedReport());
const start = local('2026-03-02 09:30');
const agent = by(AGENT, 'agent');
const caseId = uuid(1);
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

const note = (n: number, at: number): AddNote => ({
  ...{ id: uuid(n), v: 1, at, name: 'addNote' },
  args: { caseId, text: 'x' },
});
const reveal = (n: number, at: number): RecordReveal => ({
  ...{ id: uuid(n), v: 1, at, name: 'recordReveal', args: { caseId } },
});
const count = (subject: Case, type: string) => subject.history.filter((entry) => entry.type === type).length;

describe('what one person tells of a case in a day', () => {
  it.each<[keyof typeof MOST_PER_DAY, (n: number, at: number) => Mutation]>([
    ['note', note],
    ['reveal', reveal],
    ['attempt', (n, at) => call(n, 'LINE', at)],
  ])('is in the case up to a number of each kind, and counted beyond it: %s', (type, make) => {
    const most = MOST_PER_DAY[type];
    const full = caseAfter(report, agent, ...range(most).map((n) => make(1_000 + n, start + n)));
    expect([count(full, type), full.beyond]).toEqual([most, undefined]);
    const above = run(full, make(5_000, start + most), agent);
    expect(above).toMatchObject({ ok: true, flags: ['over_cap'], cases: [{ beyond: { [type]: 1 } }] });
    const [after = full] = above.ok ? above.cases : [];
    expect([after.history, after.plan]).toEqual([full.history, full.plan]);
    expect(Case.parse(after)).toEqual(after);
    const others = [
      caseAfter(after, by(COLLEAGUE, 'agent'), make(5_001, start + most)),
      caseAfter(after, agent, make(5_002, start + DAY)),
    ];
    for (const other of others) expect(count(other, type)).toBe(most + 1);
  });
});

describe('what a case carries', () => {
  it('of walks through scripts is bounded; the newest are kept, and every call', () => {
    const path = range(400).map(() => ({ step: 'hello', answer: '字'.repeat(1_000) }));
    const run = { kind: 'spam_report' as const, version: 1, path };
    const short = { ...run, path: path.slice(0, 3) };
    const made = range(30).map((n) => call(1_000 + n, 'LINE', start + n, { run: n < 20 ? run : short }));
    const after = caseAfter(report, agent, ...made);
    expect(count(after, 'attempt')).toBe(30);
    expect(JSON.stringify(after).length).toBeLessThan(MOST_OF_RUNS + 100_000);
    const runs = after.history.flatMap((entry) => (entry.type === 'attempt' ? [entry.run] : []));
    expect(runs.map((one) => one?.path.length ?? 0)).toEqual([
      ...Array(19).fill(0),
      400,
      ...Array(10).fill(3),
    ]);
  });

  it('of further numbers is bounded; those beyond are counted', () => {
    const added = (n: number): Mutation => ({
      ...{ id: uuid(1_000 + n), v: 1, at: start + n, name: 'addNumber' },
      args: { caseId, phone: `1391234${1_000 + n}` },
    });
    const most = MOST_PER_DAY.number;
    const after = caseAfter(report, agent, ...range(most + 2).map(added));
    expect(count(after, 'number')).toBe(most);
    expect(after.beyond?.number).toBe(2);
    expect(after.contact.altPhone).toBe(`1391234${1_000 + most - 1}`);
  });

  it('of findings that repeat what is known is bounded', () => {
    const lead = by(LEAD, 'lead');
    const again = (n: number, answers?: string[]): Mutation => ({
      ...{ id: uuid(1_000 + n), v: 1, at: start + n, name: 'recordFinding' },
      args: { caseId, verdict: 'insufficient', action: null, answers },
    });
    const after = caseAfter(report, lead, ...range(MOST_REPEATED + 20).map((n) => again(n)));
    expect(count(after, 'finding')).toBe(MOST_REPEATED);
    // What somebody told since is answered all the same.
    const told = caseAfter(after, agent, call(5_000, 'FB_MORE', start + MINUTE));
    expect(told.plan.code).toBe('new_evidence');
    const answered = caseAfter(told, lead, again(2 * MINUTE, [uuid(5_000)]));
    expect(answered.plan.code).toBe('first_call');
  });

  it('of findings by one person is bounded, but for those that answer somebody', () => {
    const lead = by(LEAD, 'lead');
    const alternating = (n: number, answers: string[] = []): Mutation => ({
      ...{ id: uuid(1_000 + n), v: 1, at: start + n, name: 'recordFinding' },
      args: { caseId, verdict: n % 2 ? 'confirmed' : 'insufficient', action: null, answers },
    });
    const most = MOST_DECISIONS.finding;
    const after = caseAfter(report, lead, ...range(most).map((n) => alternating(n)));
    // The one that it began with is nobody's.
    expect(count(after, 'finding')).toBe(most + 1);
    const refused = { ok: false, code: 'too_many_decisions' };
    expect(run(after, alternating(most + 1), lead)).toMatchObject(refused);
    expect(run(after, alternating(most + 1), by(AGENT, 'lead'))).toMatchObject({ ok: true });
    const told = caseAfter(after, agent, call(5_000, 'FB_DISPUTE', start + MINUTE));
    const answer = alternating(2 * MINUTE + 1, [uuid(5_000)]);
    expect(caseAfter(told, lead, answer).plan.code).toBe('first_call');
  });

  it('of moves by one person is bounded', () => {
    const lead = by(LEAD, 'lead');
    const moved = (n: number): Mutation => ({
      ...{ id: uuid(1_000 + n), v: 1, at: start + n, name: 'reassign' },
      args: {
        ...{ caseId, toId: n % 2 ? AGENT : null, commandId: null },
        expected: n === 1 ? report.assignmentId : uuid(1_000 + n - 1),
      },
    });
    const most = MOST_DECISIONS.assignment;
    const numbers = Array.from({ length: most }, (_, n) => n + 1);
    const after = caseAfter(report, lead, ...numbers.map(moved));
    expect(run(after, moved(most + 1), lead)).toMatchObject({ ok: false, code: 'too_many_decisions' });
  });

  it('of what a call says that it answers is bounded; what is there comes first', () => {
    const dispute = caseAfter(report, agent, call(1_000, 'FB_DISPUTE', start));
    const answers = [...range(900).map((n) => uuid(10_000 + n)), uuid(1_000)];
    const made = call(1_001, 'NOANS', start + DAY);
    const after = caseAfter(dispute, agent, { ...made, args: { ...made.args, answers } });
    const entry = after.history.find(({ id }) => id === uuid(1_001));
    expect(entry?.type === 'attempt' && entry.answers?.length).toBe(20);
    expect(entry?.type === 'attempt' && entry.answers?.[0]).toBe(uuid(1_000));
  });
});

describe('notes and looks at the number', () => {
  it('leave the case from the oldest on, whatever day they tell, and are counted', () => {
    const days = range(MOST_WORDS + 5);
    const many = days.map((n) => (n % 2 ? note : reveal)(1_000 + n, start + n * DAY));
    const after = caseAfter(report, agent, ...many);
    const kept = after.history.flatMap(({ id, type }) => (type === 'note' || type === 'reveal' ? id : []));
    expect(kept).toEqual(many.slice(5).map(({ id }) => id));
    expect(after.beyond).toEqual({ attempt: 0, correction: 0, note: 2, reveal: 3 });
  });
});

describe('the calls of a case', () => {
  /** With so many more calls in its history, a day apart; planned by the next one that is logged. */
  function withCalls(subject: Case, more: number, first: number, disposition = 'LINE'): Case {
    const [entry] = caseAfter(report, agent, call(1_000, disposition, start)).history.slice(-1);
    if (!entry) throw new Error('a call was logged');
    const calls = range(more).map((n) => ({ ...entry, id: uuid(first + n), at: start + n * DAY }));
    return { ...subject, history: [...subject.history, ...calls].sort((a, b) => a.at - b.at) };
  }
  const last = start + MOST_CALLS * DAY;
  const almost = withCalls(report, MOST_CALLS - 1, 10_000);
  const flooded = caseAfter(almost, agent, call(5_000, 'LINE', last));
  const decide: ResolveReview = {
    ...{ id: uuid(7_000), v: 1, at: last, name: 'resolveReview' },
    args: { caseId, decision: 'call_again', why: 'x' },
  };

  it('never leave it; too many bring it to the lead, and further ones stay beside it', () => {
    expect(count(flooded, 'attempt')).toBe(MOST_CALLS);
    expect(flooded).toMatchObject({ stage: 'in_review', plan: { kind: 'review' } });
    const more = run(flooded, call(6_000, 'FB_OK', last), agent);
    expect(more).toMatchObject({ ok: true, flags: ['over_cap'], cases: [{ beyond: { attempt: 1 } }] });
  });

  it('bring it to the lead whatever was next', () => {
    const untold = withCalls(report, MOST_CALLS - 1, 10_000, 'NOANS');
    const told = caseAfter(untold, agent, call(5_000, 'NOANS', last));
    expect(told).toMatchObject({ stage: 'in_review', plan: { code: 'too_many_calls' } });
  });

  it('go on when the lead says so, as many again and no more, also with times before the decision', () => {
    const again = caseAfter(flooded, by(LEAD, 'lead'), decide);
    expect(again.plan.kind).toBe('call');
    const more = withCalls(again, MOST_CALLS - 1, 20_000);
    const after = caseAfter(more, agent, call(6_000, 'LINE', start), call(6_001, 'LINE', start));
    expect([count(after, 'attempt'), after.beyond?.attempt]).toEqual([2 * MOST_CALLS, 1]);
    expect(after.stage).toBe('in_review');
  });

  it('that are too many leave a closed case closed', () => {
    const closed = caseAfter(almost, agent, call(5_000, 'FB_OK', last));
    expect(closed).toMatchObject({ stage: 'closed', plan: { code: 'closed_reached' } });
  });
});
