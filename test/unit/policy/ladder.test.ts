import { describe, expect, it } from 'vitest';
import { card, owned } from '../support/builders.ts';
import { APPROVED, BARRED, NOTIFIED, PROPOSED } from '../support/climb.ts';
import { tale } from '../support/story.ts';

describe('the measure ladder', () => {
  it.each<[string, string, string]>([
    [
      'is climbed rung by rung and left by a verification',
      '',
      `
        03-02 09:31 RN_REFUSE → notice: notice_requested
        03-02 09:40 delivered → waiting: waiting until 03-05 09:40
        03-05 10:00 propose → measure_proposed: approval_due
        03-05 11:00 approve → measure_approved: application_requested
        03-05 11:30 applied → measure_applied: reminder_wait until 03-12 11:30
        03-12 11:30 wake → measure_applied: reminder_requested
        03-12 12:00 delivered → measure_applied: second_waiting until 03-15 12:00
        03-15 12:00 propose → measure_proposed: approval_due
        03-15 13:00 approve → measure_approved: application_requested
        03-15 14:00 applied → measure_applied: both_barred
        03-20 09:00 verified → measure_applied: lift_requested
        03-20 09:30 lifted → lifted: closed_verified
      `,
    ],
    [
      'is decided by the lead when the holder has agreed three times and done nothing',
      '',
      `
        03-02 09:31 RN_AGREE → evidence_awaited: awaiting_evidence 03-05 09:31-12:00 2/4
        03-05 10:00 RN_AGREE → evidence_awaited: awaiting_evidence 03-08 10:00-12:00 3/4
        03-08 10:30 RN_FAIL → evidence_awaited: awaiting_evidence 03-11 14:00-18:00 4/4
        03-11 14:30 RN_AGREE → in_review: put_off_review
        03-11 15:00 ladder → notice: notice_requested
      `,
    ],
    [
      'waits until the lead has heard a complaint, also when the holder refuses meanwhile',
      '',
      `
        03-02 09:31 COMPLAIN → in_review: complaint_review
        03-02 10:00 RN_REFUSE in → in_review: complaint_review
        03-02 11:00 ladder → notice: notice_requested
      `,
    ],
    [
      'is no reason to keep an agreed time once more that was kept with an appeal',
      '',
      `
        03-02 09:31 LATER 03-02 14:30 → to_call: appointment 03-02 14:30-14:40 2/4
        03-02 14:35 RN_APPEAL → in_review: appeal_review
        03-02 14:40 dismiss → to_call: retry_next_day 03-03 09:00-12:00 3/4
      `,
    ],
    [
      'goes on when the holder appeals at the last try, the look at what they promised',
      '',
      `
        03-02 09:31 NOANS → to_call: retry_next_part 03-02 14:00-18:00 2/4
        03-03 10:00 NOANS → to_call: retry_next_part 03-03 14:00-18:00 3/4
        03-04 10:00 RN_AGREE → evidence_awaited: awaiting_evidence 03-07 12:00-18:00 4/4
        03-07 10:30 RN_APPEAL → in_review: appeal_review
        03-07 11:00 dismiss → notice: notice_requested
      `,
    ],
    [
      'leaves a time that was agreed for later as it is when the holder appeals before',
      '',
      `
        03-02 09:31 RN_AGREE → evidence_awaited: awaiting_evidence 03-05 09:31-12:00 2/4
        03-04 10:00 RN_APPEAL in → in_review: appeal_review
        03-04 10:30 dismiss → evidence_awaited: awaiting_evidence 03-05 09:31-12:00 2/4
      `,
    ],
    [
      'waits for no verification of a holder who was verified before they complained',
      '',
      `
        03-02 09:31 RN_SENT → verifying: verifying
        03-02 12:00 verified → closed: closed_verified
        03-03 10:00 COMPLAIN in → in_review: complaint_review
        03-03 11:00 call_again → to_call: first_call 03-03 11:00-12:00 1/4
        03-03 14:30 RN_SENT → closed: closed_verified
      `,
    ],
    [
      'is not begun anew by a second refusal',
      NOTIFIED,
      `
        03-04 10:00 RN_REFUSE in → waiting: waiting until 03-05 09:40
      `,
    ],
    [
      'goes on with messages when the holder wants no calls',
      NOTIFIED,
      `
        03-04 10:00 DNC in → waiting: waiting until 03-05 09:40
      `,
    ],
    [
      'waits for promised evidence without a call',
      '',
      `
        03-02 09:31 DNC → notice: notice_requested
        03-02 09:40 delivered → waiting: waiting until 03-05 09:40
        03-04 10:00 RN_AGREE in → waiting: waiting until 03-07 10:00
        03-07 10:00 propose → measure_proposed: approval_due
      `,
    ],
    [
      'asks for the notice again when the lead says so',
      '',
      `
        03-02 09:31 RN_REFUSE → notice: notice_requested
        03-02 09:40 undelivered → in_review: notice_failed
        03-02 10:00 ladder → notice: notice_requested
        03-02 10:10 delivered → waiting: waiting until 03-05 10:10
      `,
    ],
    [
      'stays where it is when a proposal is declined',
      PROPOSED,
      `
        03-05 11:00 decline → waiting: waiting until 03-05 11:00
        03-05 12:00 propose → measure_proposed: approval_due
      `,
    ],
    [
      'comes back to the lead when the operator could not do it',
      APPROVED,
      `
        03-05 11:30 not-done → in_review: measure_failed
        03-05 12:00 ladder → waiting: waiting until 03-05 09:40
        03-05 12:30 propose → measure_proposed: approval_due
      `,
    ],
    [
      'stands still for an appeal during the waiting time',
      NOTIFIED,
      `
        03-04 10:00 RN_APPEAL in → in_review: appeal_review
        03-04 11:00 dismiss → waiting: waiting until 03-05 09:40
      `,
    ],
    [
      'stands still for an appeal against a proposal',
      PROPOSED,
      `
        03-05 10:30 RN_APPEAL in → in_review: appeal_review
        03-05 10:45 dismiss → measure_proposed: approval_due
        03-05 11:00 approve → measure_approved: application_requested
      `,
    ],
    [
      'hears an appeal while the measure is on its way',
      APPROVED,
      `
        03-05 11:10 RN_APPEAL in → measure_approved: appeal_review
        03-05 11:20 applied → measure_applied: appeal_review
        03-05 11:30 uphold → measure_applied: lift_requested
        03-05 12:00 lifted → to_call: first_call 03-05 14:00-18:00 1/4
      `,
    ],
    [
      'is lifted by an appeal upheld before the measure was applied',
      APPROVED,
      `
        03-05 11:10 RN_APPEAL in → measure_approved: appeal_review
        03-05 11:15 uphold → measure_approved: lift_requested
        03-05 11:20 applied → measure_applied: lift_requested
        03-05 12:00 lifted → to_call: first_call 03-05 14:00-18:00 1/4
      `,
    ],
    [
      'loses no appeal to a complaint',
      BARRED,
      `
        03-06 10:00 RN_APPEAL in → measure_applied: appeal_review
        03-06 10:30 COMPLAIN in → measure_applied: appeal_review
        03-06 11:00 dismiss → measure_applied: complaint_review
        03-06 11:30 ladder → measure_applied: reminder_wait until 03-12 11:30
      `,
    ],
    [
      'is lifted although the holder complains',
      BARRED,
      `
        03-06 10:00 verified → measure_applied: lift_requested
        03-06 10:30 COMPLAIN in → measure_applied: lift_requested
        03-06 11:00 lifted → in_review: complaint_review
        03-06 11:30 call_again → to_call: first_call 03-06 11:30-12:00 1/4
      `,
    ],
    [
      'leaves an appeal open that the verification did not answer, and ends once it is decided',
      BARRED,
      `
        03-06 10:00 RN_APPEAL in → measure_applied: appeal_review
        03-06 10:10 verified → measure_applied: lift_requested
        03-06 11:00 lifted → in_review: appeal_review
        03-06 11:30 dismiss → lifted: closed_verified
      `,
    ],
    [
      'leaves a complaint open behind it, and ends once it is heard',
      BARRED,
      `
        03-06 10:00 verified → measure_applied: lift_requested
        03-06 10:30 COMPLAIN in → measure_applied: lift_requested
        03-06 11:00 lifted → in_review: complaint_review
        03-06 11:30 ladder → closed: closed_verified
      `,
    ],
    [
      'asks again to lift what could not be lifted',
      BARRED,
      `
        03-06 10:00 verified → measure_applied: lift_requested
        03-06 10:30 not-done → measure_applied: measure_failed
        03-06 11:00 ladder → measure_applied: lift_requested
        03-06 11:30 lifted → lifted: closed_verified
      `,
    ],
    [
      'is lifted when the verification comes before the measure',
      APPROVED,
      `
        03-05 11:10 verified → measure_approved: lift_requested
        03-05 11:20 applied → measure_applied: lift_requested
        03-05 12:00 lifted → lifted: closed_verified
        03-06 12:00 verified → lifted: closed_verified
      `,
    ],
    [
      'ends when a measure that is no longer wanted could not be applied',
      APPROVED,
      `
        03-05 11:10 verified → measure_approved: lift_requested
        03-05 11:20 not-done → closed: closed_verified
      `,
    ],
    [
      'goes on to the second measure when promised evidence does not come',
      BARRED,
      `
        03-06 10:00 RN_AGREE in → measure_applied: awaiting_evidence 03-09 10:00-12:00 2/4
        03-09 10:05 NOANS → measure_applied: retry_next_part 03-09 14:00-18:00 3/4
        03-09 14:30 NOANS → measure_applied: retry_next_part 03-10 09:00-12:00 4/4
        03-10 09:10 NOANS → measure_applied: reminder_wait until 03-12 11:30
        03-12 11:30 wake → measure_applied: reminder_requested
        03-12 12:00 delivered → measure_applied: second_waiting until 03-15 12:00
      `,
    ],
    [
      'is not left by a talk alone',
      BARRED,
      `
        03-06 10:00 RN_OK in → measure_applied: verifying
        03-07 10:00 verified → measure_applied: lift_requested
        03-07 10:30 lifted → lifted: closed_verified
      `,
    ],
    [
      'goes on where it stood when a correction is itself corrected',
      PROPOSED,
      `
        03-05 10:10 correct NOANS → to_call: retry_next_part 03-05 14:00-18:00 2/4
        03-05 10:20 correct RN_REFUSE → measure_proposed: approval_due
        03-05 10:30 approve → measure_approved: application_requested
      `,
    ],
  ])('%s', (_, before, story) => {
    const { told, written } = tale(card(), story, before);
    expect(told).toBe(written);
  });
});

describe('a card', () => {
  it.each<[string, string]>([
    [
      'answers two failed verifications with a call, the third goes to the lead',
      `
        03-02 09:31 RN_SENT → verifying: verifying
        03-03 09:00 not-verified → to_call: verification_failed 03-03 09:00-12:00 1/4
        03-03 10:00 RN_SENT → verifying: verifying
        03-04 09:00 not-verified → to_call: verification_failed 03-04 09:00-12:00 1/4
        03-04 10:00 RN_SENT → verifying: verifying
        03-05 09:00 not-verified → in_review: verification_review
        03-05 10:00 ladder → notice: notice_requested
      `,
    ],
    [
      'is opened again by a failed verification',
      `
        03-02 09:31 RN_SENT → verifying: verifying
        03-03 09:00 verified → closed: closed_verified
        03-04 09:00 not-verified → to_call: verification_failed 03-04 09:00-12:00 1/4
      `,
    ],
    [
      'ends its tries with a notice',
      `
        03-02 09:31 NOANS → to_call: retry_next_part 03-02 14:00-18:00 2/4
        03-02 14:31 NOANS → to_call: retry_next_part 03-03 09:00-12:00 3/4
        03-03 09:31 NOANS → to_call: retry_next_part 03-04 14:00-18:00 4/4
        03-04 14:31 NOANS → notice: notice_requested
      `,
    ],
    [
      'waits for the verification although nobody can be called',
      `
        03-02 09:31 RN_SENT → verifying: verifying
        03-02 14:01 VACANT → verifying: verifying
        03-03 09:01 VACANT → verifying: verifying
      `,
    ],
  ])('%s', (_, story) => {
    const { told, written } = tale(owned(card()), story);
    expect(told).toBe(written);
  });
});
