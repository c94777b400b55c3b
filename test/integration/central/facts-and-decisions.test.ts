import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importCards } from '../../../central/intake/cards.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY, MINUTE, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, caseIdOf, correct, note, seedReports, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
/** The desk that was without network, the desk of a colleague, and the lead's. */
let away: DeskClient;
let colleague: DeskClient;
let lead: DeskClient;
let one = '';
let other = '';

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  away = await deskOf(central, agent);
  colleague = await deskOf(central, await central.addUser('colleague'));
  lead = await deskOf(central, await central.addUser('lead', { role: 'lead' }));
  [one = '', other = ''] = await seedReports(central, agent.teamId, 2);
  await pushed(lead, finding(one));
  expect([await next(one), await next(other)]).toEqual(['call first_call', 'call first_call']);
});
afterEach(() => central.stop());

const now = () => clock.now();

/** Sends mutations as of this moment; answers what central said of each. */
async function pushed(desk: DeskClient, ...mutations: Mutation[]): Promise<(string | null)[]> {
  clock.advance(SECOND);
  const { results } = await desk.push(...mutations);
  return results.map(({ status, code }) => code ?? status);
}

/** What is told on the telephone at this moment, to be handed in at once or later. */
function told(disposition: string, id = one, answers?: string[]): Mutation {
  clock.advance(SECOND);
  const callbackAt = disposition === 'LATER' ? now() + 60 * MINUTE : null;
  const said = { disposition, note: 'x', reason: 'x', callbackAt };
  return attempt(id, { ...said, ...(answers && { answers }) }, now());
}

function finding(id: string, answers?: string[]): Mutation {
  clock.advance(SECOND);
  const args = { caseId: id, verdict: 'confirmed', action: null, ...(answers && { answers }) } as const;
  return decision('recordFinding', args, now());
}

function decided(way: 'call_again' | 'investigate' | 'message' | 'ladder', answers?: string[], id = one) {
  clock.advance(SECOND);
  const args = { caseId: id, decision: way, why: 'x', ...(answers && { answers }) };
  return decision('resolveReview', args, now());
}

async function next(id = one): Promise<string> {
  const { plan } = await storedCase(central, id);
  return `${plan.kind} ${plan.code}`;
}

describe('what was told while a decision was made that did not know of it', () => {
  test.each([
    ['FB_DISPUTE', 'review dispute_review'],
    ['FB_MORE', 'blocked new_evidence'],
    ['COMPLAIN', 'review complaint_review'],
    ['DNC', 'message do_not_call'],
  ])('%s stays open behind a finding about another report of the number', async (disposition, expected) => {
    const fact = told(disposition);
    expect(await pushed(lead, finding(other))).toEqual(['applied']);
    expect(await pushed(away, fact)).toEqual(['applied']);
    expect(await next()).toBe(expected);
  });

  test.each([
    ['FB_DISPUTE', 'review dispute_review'],
    ['FB_MORE', 'blocked new_evidence'],
    ['COMPLAIN', 'review complaint_review'],
    ['DNC', 'message do_not_call'],
  ])('%s stays open behind a review of something else', async (disposition, expected) => {
    await pushed(colleague, told('COMPLAIN'));
    const fact = told(disposition);
    expect(await pushed(lead, decided('call_again'))).toEqual(['applied']);
    expect(await next()).toBe('call first_call');
    expect(await pushed(away, fact)).toEqual(['applied']);
    expect(await next()).toBe(expected);
  });

  test('a clock that is behind changes nothing about it', async () => {
    const known = told('FB_DISPUTE');
    await pushed(colleague, known);
    await pushed(lead, decided('call_again', [known.id]));
    const fact = { ...told('COMPLAIN'), at: now() - 30 * MINUTE };
    expect(await pushed(away, fact)).toEqual(['applied']);
    expect(await next()).toBe('review complaint_review');
  });

  test('what arrives before the decision stays open too', async () => {
    const known = told('FB_DISPUTE');
    await pushed(colleague, known);
    const made = decided('call_again', [known.id]);
    const unknown = told('COMPLAIN');
    await pushed(away, unknown);
    expect(await pushed(lead, made)).toEqual(['applied']);
    expect(await next()).toBe('review complaint_review');
    // Deciding once more about what is decided already is about nothing that is open.
    expect(await pushed(lead, decided('call_again', [known.id]))).toEqual(['not_in_review']);
    expect(await pushed(lead, decided('call_again', [unknown.id]))).toEqual(['applied']);
    expect(await next()).toBe('call first_call');
  });

  test('a call that closes the case ends a dispute only when its desk had it, and never a complaint', async () => {
    const [third = ''] = await seedReports(central, agent.teamId, 1, 'THIRD', 1);
    const dispute = told('FB_DISPUTE');
    const known = told('FB_DISPUTE', third);
    await pushed(away, dispute, known);
    await pushed(colleague, told('FB_OK', one, []), told('FB_OK', third, [known.id]));
    expect([await next(one), await next(third)]).toEqual(['review dispute_review', 'closed closed_reached']);
    const complaint = told('COMPLAIN', other);
    await pushed(away, complaint);
    await pushed(colleague, told('FB_OK', other, [complaint.id]));
    expect(await next(other)).toBe('review complaint_review');
  });

  test('an appeal stays open behind a decision about another one', async () => {
    const row = { card_id: 'C1', phone: '17012345678', sold_on: '2016-01-01', missing: 'id_front' };
    await importCards.take({ ...central, teamId: agent.teamId }, [importCards.read(row)]);
    const held = await caseIdOf(central, 'real_name', 'C1');
    const first = told('RN_APPEAL', held);
    await pushed(colleague, first);
    const second = told('RN_APPEAL', held);
    const dismissed = (answers?: string[]) =>
      decision('decideAppeal', { caseId: held, uphold: false, why: 'x', ...(answers && { answers }) }, now());
    expect(await pushed(lead, dismissed([first.id]))).toEqual(['applied']);
    expect(await next(held)).toBe('call first_call');
    await pushed(away, second);
    expect(await next(held)).toBe('review appeal_review');
    expect(await pushed(lead, dismissed([first.id]))).toEqual(['not_in_review']);
    expect(await pushed(lead, dismissed([second.id]))).toEqual(['applied']);
    expect(await next(held)).toBe('call first_call');
  });
});

describe('a desk of an older version, which does not say what its decisions answer', () => {
  test('knew what central had when it last read', async () => {
    const dispute = told('FB_DISPUTE');
    await pushed(away, dispute);
    await lead.snapshot();
    await pushed(away, told('COMPLAIN'));
    expect(await pushed(lead, decided('call_again'))).toEqual(['applied']);
    expect(await next()).toBe('review complaint_review');
    expect(await pushed(lead, decided('call_again'))).toEqual(['not_in_review']);
    await lead.snapshot();
    expect(await pushed(lead, decided('call_again'))).toEqual(['applied']);
    expect(await next()).toBe('call first_call');
  });

  test('knew nothing that came after its decision, which waited for its case, whatever its clock says', async () => {
    const stored = await central.db
      .selectFrom('case_')
      .selectAll()
      .where('id', '=', one)
      .executeTakeFirstOrThrow();
    await central.db.deleteFrom('case_').where('id', '=', one).execute();
    const made = decided('call_again');
    await pushed(lead, { ...made, at: made.at + 3 * DAY });
    clock.advance(MINUTE);
    await pushed(away, told('COMPLAIN'));
    const doc = JSON.stringify(stored.doc);
    await central.db
      .insertInto('case_')
      .values({ ...stored, doc } as never)
      .execute();
    await pushed(colleague, note(one, 'x'));
    expect(await next()).toBe('review complaint_review');
  });

  test('knew what its own person told', async () => {
    await lead.snapshot();
    await pushed(lead, told('FB_DISPUTE'), decided('call_again'));
    expect(await next()).toBe('call first_call');
  });
});

describe('a finding', () => {
  /** A file with a decision of that moment, to be imported later. */
  const fileOf = (decidedAt: number) => {
    const row = {
      reported_number: '106900001234',
      finding: 'insufficient',
      decided_at: new Date(decidedAt).toISOString(),
    };
    return () => importFindings.take({ ...central, teamId: agent.teamId }, [importFindings.read(row)]);
  };
  const fromFile = () => fileOf(now())();

  test('from a file ends the wait for it, but no dispute', async () => {
    await pushed(away, told('FB_MORE', one), told('FB_DISPUTE', other));
    await fromFile();
    expect([await next(one), await next(other)]).toEqual(['call first_call', 'review dispute_review']);
  });

  test('from a file answers nothing that was told after it was decided', async () => {
    const before = fileOf(now());
    clock.advance(MINUTE);
    await pushed(away, told('FB_MORE', one));
    await before();
    expect(await next(one)).toBe('blocked new_evidence');
    // A day without a time is the whole day.
    await fileOf(Date.parse('2016-01-01T00:00:00+08:00'))();
    expect(await next(one)).toBe('blocked new_evidence');
    clock.advance(MINUTE);
    await fileOf(now())();
    expect(await next(one)).toBe('call first_call');
  });

  test('from a file answers nothing that had not arrived when it was decided', async () => {
    const fact = told('FB_MORE', one);
    clock.advance(MINUTE);
    const file = fileOf(now());
    clock.advance(MINUTE);
    await pushed(away, fact);
    await file();
    expect(await next(one)).toBe('blocked new_evidence');
  });

  test('of somebody who never read anything ends the wait for it, but no dispute', async () => {
    const outside = await deskOf(central, await central.addUser('outside', { role: 'lead' }));
    await pushed(away, told('FB_DISPUTE', one), told('FB_MORE', other));
    expect(await pushed(outside, finding(one))).toEqual(['applied']);
    expect([await next(one), await next(other)]).toEqual(['review dispute_review', 'call first_call']);
  });

  test('answers no evidence on another report that its desk had not read when it was made', async () => {
    await lead.snapshot();
    const readAt = now();
    clock.advance(MINUTE);
    await pushed(away, told('FB_MORE', one));
    clock.advance(MINUTE);
    const { args, ...rest } = finding(other, []);
    const made = { ...rest, args: { ...args, readAt } } as Mutation;
    clock.advance(MINUTE);
    await lead.snapshot();
    expect(await pushed(lead, made)).toEqual(['applied']);
    expect(await next(one)).toBe('blocked new_evidence');
  });

  test('answers nothing that its desk read only after it was made', async () => {
    const [third = ''] = await seedReports(central, agent.teamId, 1, 'THIRD', 1);
    await lead.snapshot();
    const made = finding(third);
    clock.advance(MINUTE);
    await pushed(away, told('FB_MORE', one));
    clock.advance(MINUTE);
    await lead.snapshot();
    expect(await pushed(lead, made)).toEqual(['applied']);
    expect(await next(one)).toBe('blocked new_evidence');
  });

  test('holds for reports that come while another one of the number waits for more', async () => {
    await pushed(lead, finding(one));
    await pushed(away, told('FB_MORE', one));
    expect(await next(one)).toBe('blocked new_evidence');
    const [third = ''] = await seedReports(central, agent.teamId, 1, 'THIRD', 1);
    expect(await next(third)).toBe('call first_call');
  });

  test('about another report ends the wait for it, but no dispute', async () => {
    const [third = ''] = await seedReports(central, agent.teamId, 1, 'THIRD', 1);
    await pushed(away, told('FB_MORE', one), told('FB_DISPUTE', other));
    await pushed(lead, finding(third));
    expect([await next(one), await next(other)]).toEqual(['call first_call', 'review dispute_review']);
  });

  test('about the report itself ends the dispute that it answers', async () => {
    const dispute = told('FB_DISPUTE');
    await pushed(away, dispute);
    await pushed(lead, finding(one, []));
    expect(await next()).toBe('review dispute_review');
    await pushed(lead, finding(one, [dispute.id]));
    expect(await next()).toBe('call first_call');
  });

  test('answers the wait that a lead began, not the one that began meanwhile', async () => {
    const dispute = told('FB_DISPUTE');
    await pushed(away, dispute);
    const begun = decided('investigate', [dispute.id]);
    await pushed(lead, begun);
    expect(await next()).toBe('blocked new_evidence');
    const made = finding(one, [begun.id]);
    const more = told('FB_MORE');
    await pushed(away, more);
    await pushed(lead, made);
    expect(await next()).toBe('blocked new_evidence');
    await pushed(lead, finding(one, [more.id]));
    expect(await next()).toBe('call first_call');
  });
});

test('a corrected call raises what its correction tells, and no more what the call told', async () => {
  const wrong = told('COMPLAIN');
  const right = told('NOANS', other);
  await pushed(away, wrong, right);
  expect(await next()).toBe('review complaint_review');
  clock.advance(SECOND);
  await pushed(away, { ...correct(one, wrong.id, 'NOANS'), at: now() });
  expect(await next()).toBe('call retry_next_part');
  // A decision that was made before the correction arrived did not know what it tells.
  const dispute = told('FB_DISPUTE', other);
  await pushed(colleague, dispute);
  const correction = { ...correct(other, right.id, 'COMPLAIN'), at: now() };
  await pushed(lead, decided('call_again', [dispute.id], other));
  expect(await next(other)).toBe('call first_call');
  await pushed(away, correction);
  expect(await next(other)).toBe('review complaint_review');
  expect(await pushed(lead, decided('call_again', [right.id], other))).toEqual(['not_in_review']);
  expect(await pushed(lead, decided('call_again', [correction.id], other))).toEqual(['applied']);
  expect(await next(other)).toBe('call first_call');
});
