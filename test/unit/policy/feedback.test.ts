import { describe, expect, it } from 'vitest';
import { decidedReport, owned, undecidedReport, withOneNumber } from '../support/builders.ts';
import { tale } from '../support/story.ts';

describe('a spam report', () => {
  it('is investigated, called and ended by the receipt', () => {
    const { told, written } = tale(
      undecidedReport(),
      `
        03-02 10:00 begin → investigating: awaiting_finding
        03-03 10:00 finding confirmed → decided: first_call 03-03 10:00-12:00 1/5
        03-03 11:00 assign → to_call: first_call 03-03 10:00-12:00 1/5
        03-03 14:01 NOANS → to_call: retry_next_part 03-03 18:00-20:00 2/5
        03-04 09:31 DNC → message_requested: do_not_call
        03-04 09:40 delivered → closed: closed_receipt
      `,
    );
    expect(told).toBe(written);
  });

  it.each<[string, string]>([
    [
      'is closed by the newest message alone',
      `
        03-02 09:31 DNC → message_requested: do_not_call
        03-02 10:00 undelivered → in_review: message_failed
        03-02 11:00 message → message_requested: do_not_call
        03-02 11:30 delivered older → message_requested: do_not_call
        03-02 12:00 delivered → closed: closed_receipt
      `,
    ],
    [
      'is closed by a message that was delivered after all',
      `
        03-02 09:31 DNC → message_requested: do_not_call
        03-02 10:00 undelivered → in_review: message_failed
        03-02 10:30 delivered → closed: closed_receipt
      `,
    ],
    [
      'is told anew by message when the verdict changed',
      `
        03-02 09:31 DNC → message_requested: do_not_call
        03-02 10:00 finding insufficient → message_requested: do_not_call
        03-02 10:30 delivered older → message_requested: do_not_call
        03-02 11:00 delivered → closed: closed_receipt
      `,
    ],
    [
      'is called again when the verdict changed after the message was asked for',
      `
        03-02 09:31 REJECT → to_call: retry_next_day 03-03 09:00-12:00 2/5
        03-03 09:31 REJECT → to_call: retry_next_day 03-04 09:00-12:00 3/5
        03-04 09:31 REJECT → message_requested: attempts_exhausted
        03-04 10:00 finding insufficient → to_call: first_call 03-04 11:31-12:00 1/5
        03-04 10:30 delivered → to_call: first_call 03-04 11:31-12:00 1/5
      `,
    ],
    [
      'gets one message although the reporter asks for no calls meanwhile',
      `
        03-02 09:31 REJECT → to_call: retry_next_day 03-03 09:00-12:00 2/5
        03-03 09:31 REJECT → to_call: retry_next_day 03-04 09:00-12:00 3/5
        03-04 09:31 REJECT → message_requested: attempts_exhausted
        03-04 10:00 DNC in → message_requested: do_not_call
        03-04 10:30 delivered → closed: closed_receipt
      `,
    ],
    [
      'keeps an agreed time although a message is on its way',
      `
        03-02 09:31 REJECT → to_call: retry_next_day 03-03 09:00-12:00 2/5
        03-03 09:31 REJECT → to_call: retry_next_day 03-04 09:00-12:00 3/5
        03-04 09:31 REJECT → message_requested: attempts_exhausted
        03-04 10:00 LATER 03-05 15:00 → to_call: appointment 03-05 15:00-15:10 4/5
        03-04 10:30 delivered → to_call: appointment 03-05 15:00-15:10 4/5
        03-05 15:01 REJECT → message_requested: attempts_exhausted
        03-05 15:30 delivered older → message_requested: attempts_exhausted
        03-05 16:00 delivered → closed: closed_receipt
      `,
    ],
    [
      'goes to the lead when both numbers are of no use',
      `
        03-02 09:31 VACANT → to_call: retry_next_day 03-03 09:00-12:00 2/5
        03-03 09:31 VACANT → to_call: alternative_number 03-03 11:31-12:00 3/5 alt
        03-03 14:31 WRONG alt → in_review: wrong_number_review
        03-03 15:00 call_again → to_call: first_call 03-04 09:00-12:00 1/5
        03-03 17:00 NOANS → to_call: retry_next_part 03-04 09:00-12:00 1/5
      `,
    ],
    [
      'keeps an agreed time, at the number that is left',
      `
        03-02 09:31 LATER 03-04 15:00 → to_call: appointment 03-04 15:00-15:10 2/5
        03-02 14:01 VACANT → to_call: appointment 03-04 15:00-15:10 3/5
        03-03 09:01 VACANT → to_call: appointment 03-04 15:00-15:10 4/5 alt
      `,
    ],
    [
      'goes to the lead when our line fails six times in a row',
      `
        03-02 09:31 LINE → to_call: retry_soon 03-02 09:41-12:00 1/5
        03-02 09:45 LINE → to_call: retry_soon 03-02 10:15-12:00 1/5
        03-02 10:20 LINE → to_call: retry_soon 03-02 10:50-12:00 1/5
        03-02 11:00 NOANS → to_call: retry_next_part 03-02 14:00-18:00 2/5
        03-02 14:01 LINE → to_call: retry_soon 03-02 14:31-18:00 2/5
        03-02 14:40 LINE → to_call: retry_soon 03-02 15:10-18:00 2/5
        03-02 15:20 LINE → to_call: retry_soon 03-02 15:50-18:00 2/5
        03-02 16:00 LINE → to_call: retry_soon 03-02 16:30-18:00 2/5
        03-02 16:40 LINE → to_call: retry_soon 03-02 17:10-18:00 2/5
        03-02 17:20 LINE → in_review: line_fault_review
        03-02 17:30 call_again → to_call: first_call 03-02 17:30-18:00 1/5
        03-02 17:40 LINE → to_call: retry_soon 03-02 17:50-18:00 1/5
      `,
    ],
    [
      'goes to the lead when the reporter has put us off five times',
      `
        03-02 09:31 LATER 03-02 10:00 → to_call: appointment 03-02 10:00-10:10 2/5
        03-02 10:01 LATER 03-03 10:00 → to_call: appointment 03-03 10:00-10:10 3/5
        03-03 10:01 LATER 03-04 10:00 → to_call: appointment 03-04 10:00-10:10 4/5
        03-04 10:01 LATER 03-05 10:00 → to_call: appointment 03-05 10:00-10:10 5/5
        03-05 10:01 LATER 03-06 10:00 → to_call: appointment 03-06 10:00-10:10 6/5
        03-06 10:01 LATER 03-07 10:00 → in_review: put_off_review
        03-06 11:00 message → message_requested: lead_decided
      `,
    ],
    [
      'keeps a complaint for the lead although a time was agreed meanwhile',
      `
        03-02 09:31 COMPLAIN → in_review: complaint_review
        03-02 10:00 LATER 03-02 15:00 → to_call: appointment 03-02 15:00-15:10 2/5
        03-02 15:01 NOANS → in_review: complaint_review
        03-02 16:00 NOANS → in_review: complaint_review
        03-02 17:00 call_again → to_call: first_call 03-03 09:00-12:00 1/5
        03-03 09:01 NOANS → to_call: retry_next_part 03-03 14:00-18:00 2/5
      `,
    ],
    [
      'keeps its complaint for the lead although the reporter was told at the agreed time',
      `
        03-02 09:31 COMPLAIN → in_review: complaint_review
        03-02 10:00 LATER 03-02 15:00 → to_call: appointment 03-02 15:00-15:10 2/5
        03-02 15:01 FB_OK → in_review: complaint_review
        03-03 10:00 finding insufficient → in_review: complaint_review
        03-03 11:00 call_again → to_call: first_call 03-03 11:00-12:00 1/5
      `,
    ],
    [
      'keeps a dispute for the lead, or for the next finding, although a time was agreed meanwhile',
      `
        03-02 09:31 FB_DISPUTE → in_review: dispute_review
        03-02 10:00 LATER 03-02 15:00 → to_call: appointment 03-02 15:00-15:10 2/5
        03-02 15:01 OFF → in_review: dispute_review
        03-02 16:00 LATER 03-03 15:00 → to_call: appointment 03-03 15:00-15:10 3/5
        03-03 10:00 finding confirmed → to_call: appointment 03-03 15:00-15:10 3/5
        03-03 15:01 OFF → to_call: retry_next_part 03-03 18:00-20:00 4/5
      `,
    ],
    [
      'keeps a complaint although new evidence was looked into first',
      `
        03-02 09:31 COMPLAIN → in_review: complaint_review
        03-02 10:00 FB_MORE in → investigating: new_evidence
        03-02 11:00 finding confirmed → in_review: complaint_review
      `,
    ],
    [
      'is closed when it was told last',
      `
        03-02 09:31 FB_OK → closed: closed_reached
        03-02 10:00 correct FB_DISPUTE → in_review: dispute_review
        03-02 11:00 finding confirmed → to_call: first_call 03-02 11:31-12:00 1/5
        03-02 14:01 FB_OK → closed: closed_reached
      `,
    ],
  ])('%s', (_, story) => {
    const { told, written } = tale(owned(decidedReport()), story);
    expect(told).toBe(written);
  });

  it.each<[string, string]>([
    [
      'is called at a number that becomes known',
      `
        03-02 09:31 WRONG → in_review: wrong_number_review
        03-02 10:00 call_again → to_call: first_call 03-02 11:31-12:00 1/5
        03-02 14:01 WRONG → in_review: wrong_number_review
        03-02 14:30 number → to_call: alternative_number 03-03 09:00-12:00 2/5 alt
        03-03 09:01 VACANT alt → to_call: retry_next_day 03-04 09:00-12:00 3/5 alt
        03-04 09:01 VACANT alt → message_requested: vacant_number
        03-04 09:30 number → to_call: alternative_number 03-04 11:01-12:00 4/5 alt
        03-04 10:00 delivered → closed: closed_receipt
      `,
    ],
    [
      'is told by message again at a vacant number',
      `
        03-02 09:31 VACANT → to_call: retry_next_day 03-03 09:00-12:00 2/5
        03-03 09:31 VACANT → message_requested: vacant_number
        03-03 10:00 delivered → closed: closed_receipt
        03-04 10:00 finding insufficient → message_requested: vacant_number
      `,
    ],
  ])('of a person with one number %s', (_, story) => {
    const { told, written } = tale(owned(withOneNumber(decidedReport())), story);
    expect(told).toBe(written);
  });
});
