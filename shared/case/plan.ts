import { z } from 'zod';
import { Instant } from '../time.ts';

/**
 * Why the next step is what it is. The sentence is made in `renderer/i18n` from the code and the parameters.
 */
export const PlanCode = z.enum([
  // a call
  'first_call',
  'retry_next_part',
  'retry_soon',
  'retry_next_day',
  'appointment',
  'awaiting_evidence',
  'alternative_number',
  'verification_failed',
  // others must act first
  'awaiting_investigation',
  'awaiting_finding',
  'new_evidence',
  'verifying',
  // a team lead must look
  'dispute_review',
  'wrong_number_review',
  'language_review',
  'complaint_review',
  'put_off_review',
  'line_fault_review',
  'too_many_calls',
  'doubtful_review',
  'appeal_review',
  'verification_review',
  'message_failed',
  'notice_failed',
  'measure_failed',
  'policy_unavailable',
  // why a message, or a measure, takes the place of calls
  'attempts_exhausted',
  'do_not_call',
  'vacant_number',
  'lead_decided',
  'refused',
  // the measure ladder
  'notice_requested',
  'waiting',
  'approval_due',
  'application_requested',
  'reminder_wait',
  'reminder_requested',
  'second_waiting',
  'both_barred',
  'lift_requested',
  // the end
  'closed_reached',
  'closed_receipt',
  'closed_verified',
]);
export type PlanCode = z.infer<typeof PlanCode>;

/**
 * The next step of a case: what, in which window, and why. Made by `plan()` from history, policy and calendar
 * alone; stored with the case. `notBefore`/`notAfter` are the first calling window in which a call may
 * happen; `notBefore` alone is the end of a waiting time on the measure ladder (null: no time applies).
 * `attempt`/`ofAttempts` say which counted attempt the next call would be.
 */
export const Plan = z.object({
  kind: z.enum(['call', 'message', 'measure', 'review', 'blocked', 'closed']),
  code: PlanCode,
  notBefore: Instant.nullable(),
  notAfter: Instant.nullable(),
  attempt: z.int().min(0),
  ofAttempts: z.int().min(0),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Plan = z.infer<typeof Plan>;
