import { z } from 'zod';
import { Finding } from '../case/case.ts';
import { Shown } from '../case/history.ts';
import { MeasureLevel, NumberName } from '../case/kinds.ts';
import { Answers, ReviewDecision } from '../case/steps.ts';
import { ScriptRun } from '../script/graph.ts';
import { Instant } from '../time.ts';

const envelope = {
  /** Made on the desk; the same id is never applied twice anywhere. */
  id: z.uuid(),
  v: z.literal(1),
  /** Device time plus the last known offset to central, fixed when the mutation is made. */
  at: Instant,
};

/** The open matters that the desk showed when this was made; absent from older desks. */
const answers = Answers.optional();

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
    dialled: NumberName.default('phone'),
    /** Documents that the holder has handed in, by code. */
    evidence: z.array(z.string().min(1).max(40)).max(20).default([]),
    run: ScriptRun.nullable(),
    policyVersion: z.int().min(0),
    dispositionsVersion: z.int().min(0),
    answers,
  }),
});
export type LogAttempt = z.infer<typeof LogAttempt>;

/**
 * The result of a call was keyed wrongly. A fact of its own: the call that it corrects stays as it was
 * logged.
 */
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

/** A team lead says that doubtful calls were made as they say: they count from then on. Never one's own. */
export const ConfirmCalls = z.object({
  ...envelope,
  name: z.literal('confirmCalls'),
  args: z.object({
    caseId: z.uuid(),
    attemptIds: z.array(z.uuid()).min(1).max(200),
    /** Shared by what a lead confirmed at once on many cases; null for a single one. */
    commandId: z.uuid().nullable().default(null),
  }),
});
export type ConfirmCalls = z.infer<typeof ConfirmCalls>;

export const AddNote = z.object({
  ...envelope,
  name: z.literal('addNote'),
  args: z.object({ caseId: z.uuid(), text: z.string().min(1).max(4_000) }),
});
export type AddNote = z.infer<typeof AddNote>;

/** Somebody looked at the full number of a contact, or at `what`: kept, because reveals are accountable. */
export const RecordReveal = z.object({
  ...envelope,
  name: z.literal('recordReveal'),
  args: z.object({ caseId: z.uuid(), what: Shown.optional() }),
});
export type RecordReveal = z.infer<typeof RecordReveal>;

/**
 * Move one case to another agent (null: back to nobody). Compare-and-set: applies only while the case's last
 * assigning mutation is still `expected`; else the mover is told `superseded`. Team leads and admins only.
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

const why = z.string().trim().min(1).max(400);

/**
 * Staff take up the investigation of the number that a report is about; central does so for all its reports.
 */
export const BeginInvestigation = z.object({
  ...envelope,
  name: z.literal('beginInvestigation'),
  args: z.object({ caseId: z.uuid() }),
});
export type BeginInvestigation = z.infer<typeof BeginInvestigation>;

/** What staff found out about the number that a report is about; central records it for all its reports. */
export const RecordFinding = z.object({
  ...envelope,
  name: z.literal('recordFinding'),
  args: z.object({
    caseId: z.uuid(),
    verdict: Finding.shape.verdict,
    action: Finding.shape.action,
    answers,
    /**
     * Until when its desk had read what central had, by central's time: it answers no evidence on other
     * reports of the number that came later. Absent from older desks.
     */
    readAt: Instant.optional(),
  }),
});
export type RecordFinding = z.infer<typeof RecordFinding>;

/** A further number of the contact, which calls go to when the first one is of no use. */
export const AddNumber = z.object({
  ...envelope,
  name: z.literal('addNumber'),
  args: z.object({ caseId: z.uuid(), phone: z.string().regex(/^\+?\d{3,20}$/) }),
});
export type AddNumber = z.infer<typeof AddNumber>;

/** A team lead decides how a case in review goes on. */
export const ResolveReview = z.object({
  ...envelope,
  name: z.literal('resolveReview'),
  args: z.object({ caseId: z.uuid(), decision: ReviewDecision, why, answers }),
});
export type ResolveReview = z.infer<typeof ResolveReview>;

/** Proposes the measure that is next on the ladder, once the waiting time is over. */
export const ProposeMeasure = z.object({
  ...envelope,
  name: z.literal('proposeMeasure'),
  args: z.object({ caseId: z.uuid(), level: MeasureLevel, why }),
});
export type ProposeMeasure = z.infer<typeof ProposeMeasure>;

/** A second person approves or declines a proposed measure. `measureId`: the proposal that they looked at. */
export const DecideMeasure = z.object({
  ...envelope,
  name: z.literal('decideMeasure'),
  args: z.object({ caseId: z.uuid(), measureId: z.uuid(), approve: z.boolean(), why }),
});
export type DecideMeasure = z.infer<typeof DecideMeasure>;

/** A team lead decides about an appeal: upheld, the measure is taken back and the holder called again. */
export const DecideAppeal = z.object({
  ...envelope,
  name: z.literal('decideAppeal'),
  args: z.object({ caseId: z.uuid(), uphold: z.boolean(), why, answers }),
});
export type DecideAppeal = z.infer<typeof DecideAppeal>;

/**
 * A named, versioned command. `apply()` runs the same on a desk (at once) and on central (authoritatively).
 */
export const Mutation = z.discriminatedUnion('name', [
  LogAttempt,
  CorrectAttempt,
  ConfirmCalls,
  AddNote,
  RecordReveal,
  Reassign,
  BeginInvestigation,
  RecordFinding,
  AddNumber,
  ResolveReview,
  ProposeMeasure,
  DecideMeasure,
  DecideAppeal,
]);
export type Mutation = z.infer<typeof Mutation>;

/**
 * The cases that arguments name, also those of a mutation that only newer programs know: one, several
 * (`caseIds`) or none.
 */
export function casesNamedBy(args: { caseId?: unknown; caseIds?: unknown }): string[] {
  const named = Array.isArray(args.caseIds) ? args.caseIds : [args.caseId];
  return [...new Set(named.filter((id) => typeof id === 'string'))];
}

/** The case ids that a mutation names: one, several or none. `apply` changes no others. */
export function reads(mutation: Mutation): string[] {
  return casesNamedBy(mutation.args);
}
