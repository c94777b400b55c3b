import { z } from 'zod';
import { CaseKind } from './kinds.ts';

/** What a result does to the case. `plan()` reads it; nothing else decides. */
export const DispositionEffect = z.discriminatedUnion('do', [
  /** Reached and final: the loop is closed. */
  z.object({ do: z.literal('close') }),
  /** The holder objects to a notice or a measure: the lead decides about the appeal. */
  z.object({ do: z.literal('appeal') }),
  /** A person must look: the team lead, for the stated reason. */
  z.object({
    do: z.literal('review'),
    code: z.enum(['dispute_review', 'wrong_number_review', 'language_review', 'complaint_review']),
  }),
  /** Back to investigation with what the reporter added. */
  z.object({ do: z.literal('investigate') }),
  /** Call at the agreed time. */
  z.object({ do: z.literal('appointment') }),
  /** The holder will hand in evidence; look again after so many hours. */
  z.object({ do: z.literal('evidence'), hours: z.int().positive() }),
  /** Evidence is in; staff verify it. */
  z.object({ do: z.literal('verify') }),
  /** The measure ladder begins (a notice first). */
  z.object({ do: z.literal('ladder') }),
  /**
   * Never call again: a message carries the feedback. `after`: how many such results it takes to believe it
   * (one when absent); until then the call is repeated on another day.
   */
  z.object({
    do: z.literal('message'),
    code: z.enum(['do_not_call', 'vacant_number']),
    after: z.int().positive().optional(),
  }),
  /**
   * Try again: in another part of the day, after minutes (first, then later ones), or on another day; at most
   * `max` times.
   */
  z.object({
    do: z.literal('retry'),
    when: z.enum(['next_part', 'minutes', 'next_day']),
    minutes: z.array(z.int().positive()).max(5).optional(),
    max: z.int().positive().optional(),
  }),
]);
export type DispositionEffect = z.infer<typeof DispositionEffect>;

export const Disposition = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{1,29}$/),
  kinds: z.array(CaseKind).min(1),
  label: z.object({ zh: z.string().min(1).max(20), en: z.string().min(1).max(40) }),
  reached: z.boolean(),
  final: z.boolean(),
  /** Whether the call counts as an attempt of the policy. */
  counted: z.boolean(),
  /** What the form insists on; `evidence`: which documents the holder has handed in. */
  demands: z.array(z.enum(['callback_time', 'note', 'reason', 'evidence'])),
  effect: DispositionEffect,
  /**
   * Place on the keys 1-9 of the favourites row, per case kind; absent: in the rest, one keystroke further.
   */
  favourite: z.partialRecord(CaseKind, z.int().min(1).max(9)),
});
export type Disposition = z.infer<typeof Disposition>;

export const DispositionSet = z.object({
  version: z.int().positive(),
  dispositions: z.array(Disposition).min(1),
});
export type DispositionSet = z.infer<typeof DispositionSet>;
