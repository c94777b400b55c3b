import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import { mayMove } from '../../../shared/case/transitions.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { REVIEW_DECISIONS } from '../../../shared/mutation/review.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { MINUTE } from '../../../shared/time.ts';
import {
  AGENT,
  by,
  call,
  card,
  decidedReport,
  LEAD,
  OPENED,
  owned,
  undecidedReport,
  uuid,
} from '../support/builders.ts';
import { APPROVED, BARRED, NOTIFIED, PROPOSED, RESTORED } from '../support/climb.ts';
import { faultsOf, faultsOfCall } from '../support/rules.ts';
import { anySteps, happen } from '../support/steps.ts';
import { worldOf } from '../support/story.ts';
import { World } from '../support/world.ts';

const second = { id: uuid(3), externalId: 'WX20260300000999' };
const anyCases = fc.constantFrom(
  [owned(decidedReport()), owned({ ...card(), ...second })],
  [owned(undecidedReport()), owned({ ...decidedReport(), ...second })],
  [owned(card()), owned({ ...undecidedReport(), ...second })],
  [owned(card()), owned({ ...card(), ...second, facts: { ...card().facts, highRisk: true } })],
);

/** How far a card has come before. */
const anyBefore = fc.constantFrom('', NOTIFIED, PROPOSED, APPROVED, BARRED, RESTORED);

const anyUnanswered = fc.constantFrom('NOANS', 'BUSY', 'OFF', 'REJECT', 'VACANT');

/** What comes of each decision that a case in review asks for; none is kept. */
function decisionsOn({ id: caseId, kind, plan }: Case, world: World) {
  if (plan.kind !== 'review') return [];
  const made = { id: uuid(6_000), v: 1 as const, at: world.now };
  const why = 'x';
  const mutations: Mutation[] =
    plan.code === 'appeal_review'
      ? [true, false].map((uphold) => ({ ...made, name: 'decideAppeal', args: { caseId, uphold, why } }))
      : REVIEW_DECISIONS[kind].map((decision) => ({
          ...made,
          name: 'resolveReview',
          args: { caseId, decision, why },
        }));
  return mutations.map((mutation) => ({
    mutation,
    done: apply(mutation, world.cases, by(LEAD, 'lead', world.now)),
  }));
}

describe('whatever happens to the cases of a number', () => {
  property.prop([anyCases, anySteps({ late: true })], { numRuns: 60 })(
    'every case keeps the rules and says what is next',
    (cases, steps) => {
      const world = new World(cases, OPENED);
      for (const step of steps) {
        const before = new Map(world.cases);
        happen(world, step);
        for (const [id, subject] of world.cases)
          if (subject !== before.get(id)) expect(faultsOf(subject, world.now)).toEqual([]);
        for (const id of world.cases.keys())
          expect(faultsOfCall(world.shown(id), world.elsewhere(id))).toEqual([]);
      }
      for (const subject of world.cases.values()) expect(Case.parse(subject)).toEqual(subject);
    },
  );

  property.prop([anyCases, anySteps({ late: false })], { numRuns: 60 })(
    'in order of time, every case moves along its table',
    (cases, steps) => {
      const world = new World(cases, OPENED);
      for (const step of steps) {
        const before = new Map(world.cases);
        happen(world, step);
        for (const [id, was] of before) {
          const is = world.of(id);
          const named = [was, is].map(({ stage, plan }) => `${stage} ${plan.code}`).join(' → ');
          expect(mayMove(is.kind, was.stage, is.stage), named).toBe(true);
        }
      }
    },
  );

  property.prop([anyBefore, anySteps({ late: true })], { numRuns: 200 })(
    'a lead can decide whatever waits for one, each way',
    (before, steps) => {
      const world = worldOf(owned(card()), before);
      for (const step of steps) {
        happen(world, step);
        for (const subject of world.cases.values()) {
          const refused = decisionsOn(subject, world).filter(({ done }) => !done.ok);
          expect(refused, `${subject.stage} ${subject.plan.code}`).toEqual([]);
        }
      }
    },
  );

  property.prop([anyCases, anySteps({ late: true }), anyUnanswered], { numRuns: 40 })(
    'one more counted call brings no call before it and gives no try back',
    (cases, steps, code) => {
      const world = new World(cases, OPENED);
      for (const step of steps) happen(world, step);
      for (const was of [...world.cases.values()]) {
        const startedAt = Math.max(world.now, was.plan.notBefore ?? 0);
        const { args, ...made } = call(7_000, code, startedAt);
        world.now = startedAt + MINUTE;
        world.act({ ...made, args: { ...args, caseId: was.id } }, by(AGENT, 'agent'));
        const { plan } = world.of(was.id);
        if (plan.kind !== 'call') continue;
        expect(plan.notBefore).toBeGreaterThanOrEqual(startedAt + MINUTE);
        if (was.plan.kind === 'call') expect(plan.attempt).toBe(was.plan.attempt + 1);
      }
    },
  );
});

/** Nothing is owed any more, or the last measure stands until the holder has themselves verified. */
const ENDS: readonly string[] = ['closed_receipt', 'both_barred'];
const anyFailure = fc.constantFrom(
  'NOANS',
  'BUSY',
  'OFF',
  'UNREACH',
  'REJECT',
  'ASSIST',
  'SILENT',
  'STOP',
  'VACANT',
  'LINE',
);

property.prop([anyCases, fc.array(anyFailure, { maxLength: 8 })], { numRuns: 40 })(
  'a person who never answers is told by message or barred in a bounded number of steps, when everybody else acts',
  (cases, failures) => {
    const world = new World(cases, OPENED);
    for (const { id, kind } of cases) {
      const which = cases.findIndex((subject) => subject.id === id);
      let calls = 0;
      for (let step = 0; step < 40 && !ENDS.includes(world.of(id).plan.code); step += 1) {
        const code = failures[calls] ?? 'NOANS';
        const what = { do: 'planned_call' as const, code };
        const isCall = world.of(id).plan.kind === 'call';
        calls += Number(isCall);
        happen(world, { minutes: 1, which, n: 2, what: isCall ? what : { do: 'next' } });
      }
      expect(world.of(id).plan.code).toBe(kind === 'spam_report' ? 'closed_receipt' : 'both_barred');
      expect(calls).toBeLessThanOrEqual(5 + failures.filter((code) => code === 'LINE').length);
    }
  },
);

const anyResult = fc.constantFrom(...DEFAULT_DISPOSITIONS.dispositions.map(({ code }) => code), 'FROM_2031');
const { rules } = DEFAULT_POLICY;

property.prop([anyCases, fc.array(anyResult, { minLength: 1, maxLength: 4 })], { numRuns: 100 })(
  'whatever calls bring again and again, they come to an end, or to somebody who decides',
  (cases, results) => {
    for (const [which, { id, kind }] of cases.entries()) {
      const world = new World(cases, OPENED);
      const { maxAttempts, maxPutOffs, maxLineFaults } = rules[kind];
      let calls = 0;
      while (world.of(id).plan.kind === 'call' && calls < 200) {
        const code = results[calls % results.length] ?? 'NOANS';
        happen(world, { minutes: 1, which, n: 2, what: { do: 'planned_call', code } });
        calls += 1;
      }
      expect(world.of(id).plan.kind).not.toBe('call');
      // Each counted or agreed call is preceded by fewer faults of our line than bring it to the lead.
      expect(calls).toBeLessThanOrEqual((2 * maxAttempts + maxPutOffs + 1) * maxLineFaults);
    }
  },
);
