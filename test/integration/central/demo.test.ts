import { expect, inject, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../central/db/connect.ts';
import { prepareDemo } from '../../../central/demo/prepare.ts';
import { Case } from '../../../shared/case/case.ts';
import { RealNameStage, SpamReportStage } from '../../../shared/case/kinds.ts';
import { idsFor } from '../../simulation/chance.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { freshDatabase } from '../../support/postgres.ts';

/**
 * What is there to see beside the stages: agreed times, the whole ladder, people's decisions, every kind of
 * proof.
 */
const SHOWN = [
  ...['appointment', 'first_call', 'retry_next_part', 'awaiting_evidence', 'new_evidence'],
  ...['appeal_review', 'dispute_review'],
  ...['approval_due', 'reminder_wait', 'second_waiting', 'both_barred'],
  ...['closed_reached', 'closed_receipt', 'closed_verified'],
];

/** The cases of a demo that is built at this moment; time and ids are all that it depends on. */
async function builtAt(moment: string, word = 'demo'): Promise<Case[]> {
  const fresh = await freshDatabase(inject('postgresUrl'));
  onTestFinished(fresh.drop);
  const db = openDatabase(fresh.url, 4);
  try {
    await prepareDemo({ db, clock: new ManualClock(Date.parse(moment)), ids: idsFor(word) });
    const rows = await db.selectFrom('case_').select('doc').orderBy('id').execute();
    return rows.map(({ doc }) => Case.parse(doc));
  } finally {
    await db.destroy();
  }
}

/** Three demos live sixteen days each. */
const LONG = 240_000;

const stagesOf = (cases: readonly Case[], kind: Case['kind']) =>
  new Set(cases.filter((subject) => subject.kind === kind).map(({ stage }) => stage));

test('the demo has cases in every stage, by day and in a holiday’s night, and is the same when it is built again', {
  timeout: LONG,
}, async () => {
  const day = '2026-03-18T10:30:00+08:00';
  const [cases, again, holiday] = await Promise.all([
    builtAt(day),
    builtAt(day),
    builtAt('2026-10-03T23:40:00+08:00', 'other ids'),
  ]);
  expect(again).toEqual(cases);
  for (const built of [cases, holiday]) {
    expect(stagesOf(built, 'spam_report')).toEqual(new Set(SpamReportStage.options));
    expect(stagesOf(built, 'real_name')).toEqual(new Set(RealNameStage.options));
    const codes = new Set<string>(built.map(({ plan }) => plan.code));
    expect(SHOWN.filter((code) => !codes.has(code))).toEqual([]);
  }
});
