import type { Case } from '../../shared/case/case.ts';
import type { RealNameStage } from '../../shared/case/kinds.ts';
import { mayMove } from '../../shared/case/transitions.ts';
import { withEntry } from '../../shared/mutation/history.ts';
import { lockCases } from '../db/cases.ts';
import { casesAtStage } from '../db/demo.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import type { PushServices } from '../sync/push-transaction.ts';

/** What the lead noted on each rung of the measure ladder. */
const RUNGS: readonly (readonly [RealNameStage, string])[] = [
  ['waiting', '补登记通知已短信送达，开始计 72 小时等待期。'],
  ['measure_proposed', '等待期已满仍未补登记，提请单停。'],
  ['measure_approved', '已复核联系记录与通知凭证，同意单停。'],
  ['measure_applied', '单停已生效，核验通过后可恢复。'],
];

/** Every rung gets a share of the cases that await their notice; some stay there. */
export async function climbLadder(services: PushServices, leadId: string): Promise<void> {
  const { db, clock, ids } = services;
  const noticed = (await casesAtStage(db, 'notice')).filter((subject) => subject.kind === 'real_name');
  await db.transaction().execute(async (trx) => {
    await lockCases(
      trx,
      noticed.map((subject) => subject.id),
    );
    const moved: ChangedCase[] = [];
    for (const [index, subject] of noticed.entries()) {
      let climbed: Case = subject;
      for (const [stage, text] of RUNGS.slice(0, index % (RUNGS.length + 1))) {
        if (!mayMove('real_name', climbed.stage, stage)) {
          throw new Error(`no way from ${climbed.stage} to ${stage}`);
        }
        const note = { id: ids.uuid(), at: clock.now(), byId: leadId, type: 'note' as const, text };
        climbed = { ...subject, stage, history: withEntry(climbed.history, note) };
      }
      if (climbed !== subject) moved.push({ formerOwner: subject.assigneeId, subject: climbed });
    }
    await publishCases(trx, ids, moved);
  });
}
