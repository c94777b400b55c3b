import { z } from 'zod';
import { Instant } from '../time.ts';
import { MeasureLevel } from './kinds.ts';

const entry = { id: z.uuid(), at: Instant, byId: z.uuid().nullable() };

/**
 * The open matters that whoever made the entry knew, each by the entry that raised it; an entry settles no
 * other. Absent on entries from before this was kept: they are read as having known all that was kept without
 * it.
 */
export const Answers = z.array(z.uuid()).max(1_000);
const answers = Answers.optional();

/** How a team lead may decide a case that waits for a person. */
export const ReviewDecision = z.enum(['call_again', 'investigate', 'message', 'ladder']);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

/** A team lead decided how a case in review goes on. */
export const ReviewEntry = z.object({
  ...entry,
  type: z.literal('review'),
  decision: ReviewDecision,
  why: z.string().max(400),
  answers,
});
export type ReviewEntry = z.infer<typeof ReviewEntry>;

/**
 * `feedback` closes a spam report, `notice` begins the measure ladder, `reminder` precedes its second
 * measure.
 */
export const MessagePurpose = z.enum(['feedback', 'prompt', 'notice', 'reminder']);
export type MessagePurpose = z.infer<typeof MessagePurpose>;

/**
 * A message to the person: central requests it, the operator's gateway says what became of it. `requestId`
 * names the request (of a request: itself). Nobody logs a delivered message by hand. `prompt`: we tried to
 * call, please call or register.
 */
export const MessageEntry = z.object({
  ...entry,
  type: z.literal('message'),
  step: z.enum(['requested', 'delivered', 'failed']),
  purpose: MessagePurpose,
  requestId: z.uuid(),
  /** Why it failed, as the gateway says. */
  why: z.string().max(400).nullable(),
  answers,
});
export type MessageEntry = z.infer<typeof MessageEntry>;

/** What came of the verification of the evidence that a holder handed in. */
export const VerificationEntry = z.object({
  ...entry,
  type: z.literal('verification'),
  passed: z.boolean(),
  why: z.string().max(400).nullable(),
  answers,
});
export type VerificationEntry = z.infer<typeof VerificationEntry>;

/**
 * One step of a measure: who, when, why. `measureId` names the proposal that it goes back to (of a proposal:
 * itself). `failed`: the operator's system could not do what it was asked.
 */
export const MeasureEntry = z.object({
  ...entry,
  type: z.literal('measure'),
  step: z.enum(['proposed', 'approved', 'declined', 'applied', 'failed', 'lift_requested', 'lifted']),
  level: MeasureLevel,
  measureId: z.uuid(),
  why: z.string().max(400),
  answers,
});
export type MeasureEntry = z.infer<typeof MeasureEntry>;

/** The decision about the objection that a call with the effect `appeal` brought. */
export const AppealEntry = z.object({
  ...entry,
  type: z.literal('appeal'),
  step: z.enum(['upheld', 'dismissed']),
  why: z.string().max(400),
  answers,
});
export type AppealEntry = z.infer<typeof AppealEntry>;
