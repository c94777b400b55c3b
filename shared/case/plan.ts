import { z } from 'zod';
import { Instant } from '../time.ts';

/** Why the next step is what it is. The sentence is made in `renderer/i18n` from the code and the parameters. */
export const PlanCode = z.enum([
  'first_call',
  'retry_next_part',
  'retry_soon',
  'retry_next_day',
  'appointment',
  'awaiting_finding',
  'awaiting_evidence',
  'verifying',
  'dispute_review',
  'new_evidence',
  'wrong_number_review',
  'language_review',
  'complaint_review',
  'attempts_exhausted',
  'do_not_call',
  'vacant_number',
  'refused',
  'closed_reached',
  'closed_receipt',
  'policy_unavailable',
]);
export type PlanCode = z.infer<typeof PlanCode>;

/**
 * The next step of a case: what, in which window, and why. Made by `plan()` from history, policy and calendar alone;
 * stored with the case. `notBefore`/`notAfter` are the first calling window in which the step may happen
 * (null: no time applies). `attempt`/`ofAttempts` say which counted attempt the next call would be.
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
