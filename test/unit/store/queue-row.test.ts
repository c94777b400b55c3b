import { describe, expect, it } from 'vitest';
import { queueRowOf } from '../../../electron/store/queue-entry.ts';
import type { Case } from '../../../shared/case/case.ts';
import { AGENT, card, decidedReport, LEAD, local, owned, undecidedReport } from '../support/builders.ts';
import { PROPOSED } from '../support/climb.ts';
import { toldOf } from '../support/story.ts';

describe('who brought a case before the lead, as its row says', () => {
  it.each<[string, Case, string, string, string | null]>([
    ['who proposed a measure', card(), PROPOSED, '03-05 10:00', LEAD],
    [
      'the operator, who could not apply it',
      card(),
      `${PROPOSED}
        03-05 11:00 approve
        03-05 11:30 not-done
      `,
      '03-05 11:30',
      null,
    ],
    [
      'the gateway, which could not deliver a notice',
      card(),
      `03-02 09:31 RN_REFUSE
       03-02 09:40 undelivered`,
      '03-02 09:40',
      null,
    ],
    [
      'who heard the appeal, not who called since',
      card(),
      `${PROPOSED}
        03-05 10:30 RN_APPEAL in
        03-05 10:45 NOANS
      `,
      '03-05 10:30',
      AGENT,
    ],
    ['who heard a dispute', decidedReport(), '03-02 09:31 FB_DISPUTE', '03-02 09:31', AGENT],
  ])('%s', (_, subject, story, at, byId) => {
    const { ask } = queueRowOf(toldOf(owned(subject), story), { unsent: false, hasDraft: false });
    expect(ask).toMatchObject({ at: local(`2026-${at}`), byId });
  });

  it('nobody, where the case waits for no lead', () => {
    const row = queueRowOf(owned(undecidedReport()), { unsent: false, hasDraft: false });
    expect(row.ask).toBeNull();
  });
});
