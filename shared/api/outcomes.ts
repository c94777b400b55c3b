import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { KeptText } from '../names.ts';
import { Instant } from '../time.ts';

/**
 * Where a reader of the outcomes feed stands; opaque. It outlives nothing but a restore of central:
 * `outcomes_restarted`.
 */
export const OutcomeCursor = z.string().max(120);

export const OutcomeType = z.enum([
  'result.logged',
  'result.corrected',
  'finding.recorded',
  'message.requested',
  'measure.approved',
  'measure.lift_requested',
  'case.closed',
  'case.reopened',
]);

/**
 * Something that other systems want to know, or are asked to do. `type`: an `OutcomeType`, or one that only a
 * newer central knows. `body` always names the case: kind, externalId, name, phone, stage.
 */
export const Outcome = z.object({
  id: z.uuid(),
  type: z.union([OutcomeType, z.string().min(1)]),
  at: Instant,
  caseId: z.uuid(),
  body: z.record(z.string(), z.unknown()),
});
export type Outcome = z.infer<typeof Outcome>;

export const OutcomesRequest = z.object({
  cursor: OutcomeCursor.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

/** `cursor`: where to go on, also when there was nothing new. */
export const OutcomesResponse = z.object({
  outcomes: z.array(Outcome),
  cursor: OutcomeCursor,
  more: z.boolean(),
  serverTime: Instant,
});
export type OutcomesResponse = z.infer<typeof OutcomesResponse>;

const reason = KeptText.max(400).nullable().default(null);

/** What became of a message that central requested (`message.requested`, its `messageId`). */
export const Receipt = z.object({
  messageId: z.uuid().toLowerCase(),
  status: z.enum(['delivered', 'failed']),
  at: Instant,
  reason,
});
export type Receipt = z.infer<typeof Receipt>;

/** What the operator's system did about a measure (`measure.approved`, `measure.lift_requested`). */
export const Confirmation = z.object({
  measureId: z.uuid().toLowerCase(),
  status: z.enum(['applied', 'failed', 'lifted']),
  at: Instant,
  reason,
});
export type Confirmation = z.infer<typeof Confirmation>;

/** What came of the verification of a card's evidence. */
export const Verification = z.object({
  cardId: KeptText.min(1).max(80),
  passed: z.boolean(),
  at: Instant,
  reason,
});
export type Verification = z.infer<typeof Verification>;

const many = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item).min(1).max(1_000) });
export const ReceiptsRequest = many(Receipt);
export const ConfirmationsRequest = many(Confirmation);
export const VerificationsRequest = many(Verification);

/** A batch as it may come: what its items are is looked at one by one. */
export const Batch = many(z.unknown());

export const TakenItem = z.object({
  status: z.enum(['applied', 'known', 'waiting', 'rejected']),
  code: ErrorCode.nullable(),
});

/** An item that was not taken: its place in the batch, from 0, why, and the same in words. */
export const RefusedItem = z.object({ index: z.int().min(0), code: ErrorCode, sentence: z.string() });

/**
 * One answer per item, in order: taken, known already, or refused with a code (`invalid_input`,
 * `not_found`, `illegal_transition`). In the 14 days after a restore what fits nothing yet is kept as
 * `waiting`: it is taken when what it is about comes back.
 */
export const TakenResponse = z.object({
  results: z.array(TakenItem),
  /** Those that were refused, in order; a central of before names none. */
  refused: z.array(RefusedItem).default([]),
});
export type TakenResponse = z.infer<typeof TakenResponse>;
