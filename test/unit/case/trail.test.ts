import { describe, expect, it } from 'vitest';
import { wayOf } from '../../../renderer/case/stage-way.ts';
import type { Case } from '../../../shared/case/case.ts';
import { card, decidedReport, owned, undecidedReport } from '../support/builders.ts';
import { APPROVED, NOTIFIED } from '../support/climb.ts';
import { toldOf } from '../support/story.ts';

/** The trail of a case in one line, what is behind it before the bar. */
function trail(subject: Case): string {
  const way = wayOf(subject);
  const here = way.indexOf(subject.stage);
  return `${way.slice(0, here + 1).join(' ')} | ${way.slice(here + 1).join(' ')}`.trim();
}

describe('the trail of stages', () => {
  it.each<[string, Case, string, string]>([
    [
      'puts a review behind the call that brought it, not behind evidence that never came',
      card(),
      '03-02 09:31 WRONG',
      'to_call in_review | evidence_awaited verifying closed',
    ],
    [
      'puts a review behind the evidence that came',
      card(),
      `
        03-02 09:31 RN_AGREE
        03-02 10:31 COMPLAIN in
      `,
      'to_call evidence_awaited in_review | verifying closed',
    ],
    [
      'keeps an appeal during the waiting time on the ladder',
      card(),
      `${NOTIFIED}
        03-04 10:00 RN_APPEAL in
      `,
      'to_call notice waiting in_review | measure_proposed measure_approved measure_applied lifted',
    ],
    [
      'does not count what the operator could not do as applied',
      card(),
      `${APPROVED}
        03-05 11:30 not-done
      `,
      'to_call notice waiting measure_proposed measure_approved in_review | measure_applied lifted',
    ],
    [
      'ends where the case closed',
      card(),
      `${NOTIFIED}
        03-05 10:00 propose
        03-05 11:00 verified
      `,
      'to_call notice waiting measure_proposed closed |',
    ],
    [
      'puts a dispute behind the call',
      decidedReport(),
      '03-02 09:31 FB_DISPUTE',
      'reported investigating decided to_call in_review | closed',
    ],
    [
      'puts a complaint before the investigation where nobody has looked into the report',
      undecidedReport(),
      '03-02 09:31 COMPLAIN in',
      'reported in_review | investigating decided to_call closed',
    ],
  ])('%s', (_, subject, story, expected) => {
    expect(trail(toldOf(owned(subject), story))).toBe(expected);
  });
});
