import { z } from 'zod';
import { ScriptRun } from '../script/graph.ts';
import { Instant } from '../time.ts';

const envelope = {
  /** Made on the desk; the same id is never applied twice anywhere. */
  id: z.uuid(),
  v: z.literal(1),
  /** Device time plus the last known offset to central, fixed when the mutation is made. */
  at: Instant,
};

/** A call was made (or came in) and this was its result. A fact: central always stores it. */
export const LogAttempt = z.object({
  ...envelope,
  name: z.literal('logAttempt'),
  args: z.object({
    caseId: z.uuid(),
    direction: z.enum(['outbound', 'inbound']),
    disposition: z.string().min(1).max(40),
    startedAt: Instant,
    endedAt: Instant,
    note: z.string().max(4_000),
    reason: z.string().max(400).nullable(),
    callbackAt: Instant.nullable(),
    run: ScriptRun.nullable(),
    policyVersion: z.int().min(0),
    dispositionsVersion: z.int().min(0),
  }),
});
export type LogAttempt = z.infer<typeof LogAttempt>;

/** The result of a call was keyed wrongly. A fact of its own: the call that it corrects stays as it was logged. */
export const CorrectAttempt = z.object({
  ...envelope,
  name: z.literal('correctAttempt'),
  args: z.object({
    caseId: z.uuid(),
    /** The mutation that logged the call. */
    attemptId: z.uuid(),
    disposition: z.string().min(1).max(40),
    reason: z.string().max(400).nullable(),
    callbackAt: Instant.nullable(),
    dispositionsVersion: z.int().min(0),
    /** What went wrong. */
    why: z.string().trim().min(1).max(400),
  }),
});
export type CorrectAttempt = z.infer<typeof CorrectAttempt>;

export const AddNote = z.object({
  ...envelope,
  name: z.literal('addNote'),
  args: z.object({ caseId: z.uuid(), text: z.string().min(1).max(4_000) }),
});
export type AddNote = z.infer<typeof AddNote>;

/** Somebody looked at the full number of a contact: kept, because reveals are accountable. */
export const RecordReveal = z.object({
  ...envelope,
  name: z.literal('recordReveal'),
  args: z.object({ caseId: z.uuid() }),
});
export type RecordReveal = z.infer<typeof RecordReveal>;

/**
 * Move one case to another agent (null: back to nobody). Compare-and-set: applies only while the case's last assigning
 * mutation is still `expected`; else the mover is told `superseded`. Team leads and admins only.
 */
export const Reassign = z.object({
  ...envelope,
  name: z.literal('reassign'),
  args: z.object({
    caseId: z.uuid(),
    expected: z.uuid().nullable(),
    toId: z.uuid().nullable(),
    /** Shared by the moves that a lead ordered at once; null for a single one. */
    commandId: z.uuid().nullable().default(null),
  }),
});
export type Reassign = z.infer<typeof Reassign>;

/** A named, versioned command. `apply()` runs the same on a desk (at once) and on central (authoritatively). */
export const Mutation = z.discriminatedUnion('name', [
  LogAttempt,
  CorrectAttempt,
  AddNote,
  RecordReveal,
  Reassign,
]);
export type Mutation = z.infer<typeof Mutation>;

/** The case ids that a mutation touches: what the desk shadows and central locks, in that order. */
export function reads(mutation: Mutation): string[] {
  return [mutation.args.caseId];
}
