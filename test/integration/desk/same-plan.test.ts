import { fc } from '@fast-check/vitest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertCases } from '../../../central/db/cases.ts';
import { publish } from '../../../central/db/feed.ts';
import { ensureTeam } from '../../../central/db/teams.ts';
import { retried } from '../../../central/db/transaction.ts';
import { heldCases } from '../../../central/sync/held-cases.ts';
import { feedOfCase } from '../../../central/sync/scopes.ts';
import type { NewMutation } from '../../../electron/sync/messages.ts';
import type { Case, RealNameCase, SpamReportCase } from '../../../shared/case/case.ts';
import { createRealNameCase, createSpamReport } from '../../../shared/case/create.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import { relatedCaseOf, withRelated } from '../../../shared/case/related.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { Library } from '../../../shared/policy/library.ts';
import type { CallWindow } from '../../../shared/policy/policy.ts';
import { DAY, HOUR, SECOND } from '../../../shared/time.ts';
import { idOf } from '../../support/cases.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { storedCase } from '../../support/seed-cases.ts';

/** A minute passes with everything that somebody does. */
let clock: ManualClock;
let central: TestCentral;
let lead: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let desk: SteppedDesk | null = null;

/** Calls are allowed around the clock, so that a plan depends on the moment whenever the test runs. */
const parts: CallWindow[] = [
  { id: 'morning', from: 0, to: 480 },
  { id: 'afternoon', from: 480, to: 960 },
  { id: 'evening', from: 960, to: 1_440 },
];
const calendar = { ...DEFAULT_LIBRARY.policy.calendar, weekday: parts, weekend: parts, closed: [] };
const LIBRARY: Library = { ...DEFAULT_LIBRARY, policy: { ...DEFAULT_LIBRARY.policy, calendar } };

beforeEach(async () => {
  folder = scratchFolder();
  clock = new ManualClock(Date.parse('2026-11-25T10:00:00+08:00'));
  central = await startCentral({ clock });
  await ensureTeam(central.db, 'Team', LIBRARY, central.ids);
  lead = await central.addUser('lead', { role: 'lead' });
});

afterEach(async () => {
  desk?.close();
  desk = null;
  await central.stop();
  folder.remove();
});

/** Three cases of each kind; the first of both kinds are of one number. */
function newCases(teamId: string, assigneeId: string): Case[] {
  const openedAt = clock.now() - 2 * DAY;
  const context = { library: LIBRARY, at: openedAt };
  const known = (n: number, kind: string) => ({
    id: idOf(kind, n),
    externalId: `${kind}-${n}`,
    teamId,
    contact: {
      name: '王平',
      phone: `1380000000${n}`,
      altPhone: n === 2 ? '02155550000' : null,
    },
  });
  const reports = [1, 2, 3].map((n): SpamReportCase => {
    const facts = {
      reportedAt: openedAt,
      channel: 'wechat',
      reportedNumber: `1709999000${n}`,
      receivedAt: null,
      category: null,
      content: '回T退订',
    };
    return createSpamReport({ ...known(n, 'report'), facts }, context);
  });
  const cards = [1, 4, 5].map((n): RealNameCase => {
    const facts = {
      soldOn: '2014-05-05',
      channel: 'dealer',
      dealerId: null,
      missing: ['id_check'],
      city: null,
      highRisk: n === 4,
    };
    return createRealNameCase({ ...known(n, 'card'), facts }, context);
  });
  const all = [...reports, ...cards].map((subject): Case => ({ ...subject, assigneeId }));
  return all.map((subject) => {
    const others = all.filter(
      ({ id, contact }) => id !== subject.id && contact.phone === subject.contact.phone,
    );
    return withRelated(subject, ...others.map(relatedCaseOf));
  });
}

async function seed(cases: readonly Case[]): Promise<void> {
  await retried(central.db, async (trx) => {
    const entries = cases.flatMap((subject) => feedOfCase(null, subject));
    const publication = await publish(trx, lead.teamId, central.ids.uuid(), entries);
    await insertCases(trx, cases, publication.version);
  });
}

const codes = DEFAULT_DISPOSITIONS.dispositions.map(({ code }) => code);

/** Something a person does on the case that they look at; `n` chooses among what there is. */
const anyDeed = fc.record({
  which: fc.integer({ min: 0, max: 5 }),
  n: fc.integer({ min: 0, max: 50 }),
  what: fc.constantFrom(
    ...(['call', 'call', 'call', 'inbound', 'alternative', 'correct', 'note', 'begin', 'finding'] as const),
    ...(['number', 'assign', 'review', 'ladder', 'propose', 'appeal'] as const),
  ),
  code: fc.constantFrom(...codes, 'FROM_2031'),
});
type Deed = typeof anyDeed extends fc.Arbitrary<infer D> ? D : never;

function callOf({ what, n, code }: Deed, caseId: string, endedAt: number): NewMutation {
  return {
    name: 'logAttempt',
    args: {
      caseId,
      direction: what === 'inbound' ? 'inbound' : 'outbound',
      disposition: code,
      // So short that one is over before the next begins.
      startedAt: endedAt - (n * SECOND) / 2,
      endedAt,
      note: 'x',
      reason: 'x',
      callbackAt: n % 5 === 0 ? null : endedAt + n * HOUR,
      dialled: what === 'alternative' ? 'altPhone' : 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

function mutationOf(deed: Deed, subject: Case): NewMutation | null {
  const { what, n, code } = deed;
  const caseId = subject.id;
  const why = 'x';
  switch (what) {
    case 'call':
    case 'inbound':
    case 'alternative':
      return callOf(deed, caseId, clock.now());
    case 'correct': {
      const attempts = subject.history.filter((entry) => entry.type === 'attempt');
      const attemptId = attempts[n % Math.max(1, attempts.length)]?.id;
      const right = { disposition: code, reason: 'x', callbackAt: null, dispositionsVersion: 1 };
      return attemptId ? { name: 'correctAttempt', args: { caseId, attemptId, why, ...right } } : null;
    }
    case 'note':
      return { name: 'addNote', args: { caseId, text: 'x' } };
    case 'begin':
      return { name: 'beginInvestigation', args: { caseId } };
    case 'finding': {
      const verdict = n % 2 === 0 ? 'confirmed' : 'insufficient';
      return { name: 'recordFinding', args: { caseId, verdict, action: null } };
    }
    case 'number':
      return { name: 'addNumber', args: { caseId, phone: '02155551111' } };
    case 'assign': {
      const toId = n % 2 === 0 ? lead.id : null;
      return { name: 'reassign', args: { caseId, expected: subject.assignmentId, toId, commandId: null } };
    }
    case 'review':
    case 'ladder': {
      const decision = what === 'ladder' ? 'ladder' : n % 2 === 0 ? 'call_again' : 'message';
      return { name: 'resolveReview', args: { caseId, decision, why } };
    }
    case 'propose':
      return { name: 'proposeMeasure', args: { caseId, level: 'outgoing', why } };
    case 'appeal':
      return { name: 'decideAppeal', args: { caseId, uphold: n % 2 === 0, why } };
  }
}

/**
 * What must be the same on both sides, byte by byte. What central asks other systems for changes none of it.
 */
function madeOf({ id, plan, stage, sla, dueAt, closeBy, closedAt, related }: Case): string {
  return JSON.stringify({ id, plan, stage, sla, dueAt, closeBy, closedAt, related });
}

it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'a desk plans offline what central plans from the same work (seed %i)',
  async (seedOf) => {
    const cases = newCases(lead.teamId, lead.id);
    await seed(cases);
    desk = await SteppedDesk.signIn(central.url, lead, deskFileIn(folder.path), undefined, { clock });
    await desk.exchange();
    const working = desk;
    const read = () =>
      cases.map(({ id }) => {
        const subject = working.reader.case(id);
        if (!subject) throw new Error('a case is missing');
        return subject;
      });
    for (const deeds of fc.sample(fc.array(anyDeed, { minLength: 15, maxLength: 25, size: 'max' }), {
      seed: seedOf,
      numRuns: 4,
    })) {
      const before = read();
      let done = 0;
      for (const deed of deeds) {
        clock.advance(HOUR);
        const subject = read()[deed.which % cases.length];
        const mutation = subject ? mutationOf(deed, subject) : null;
        if (!mutation) continue;
        const [outcome] = working.commit(mutation).outcomes;
        done += Number(outcome?.ok === true);
      }
      expect(done).toBeGreaterThan(0);
      const offline = read();
      expect(offline.map(madeOf)).not.toEqual(before.map(madeOf));
      await working.exchange();
      expect(working.failures).toEqual([]);
      expect(working.engine.status().unsent).toBe(0);
      expect(read().map(madeOf)).toEqual(offline.map(madeOf));
      const stored = await Promise.all(cases.map(({ id }) => storedCase(central, id)));
      const held = await heldCases(central.db, stored);
      expect(held.map(madeOf)).toEqual(offline.map(madeOf));
    }
  },
);
