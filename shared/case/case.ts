import { z } from 'zod';
import { Instant } from '../time.ts';
import { HistoryEntry } from './history.ts';
import { CaseKind, RealNameStage, SpamCategory, SpamReportStage } from './kinds.ts';
import { Plan } from './plan.ts';
import { Sla } from './sla.ts';

/** The person whom we call. `phone` and `altPhone` are digits with an optional leading +. */
export const Contact = z.object({
  name: z.string().max(80),
  phone: z.string().max(24),
  altPhone: z.string().max(24).nullable(),
});
export type Contact = z.infer<typeof Contact>;

/**
 * Another case of the same person and number, nothing of what it is about. `stage` and `ownerId`: as they
 * were when the two met. `calls`: what a program of before noted of the calls to the number, see
 * `NumberCalls`.
 */
export const RelatedCase = z.object({
  caseId: z.uuid(),
  kind: CaseKind,
  stage: z.union([SpamReportStage, RealNameStage]),
  ownerId: z.uuid().nullable(),
  calls: z.array(z.object({ startedAt: Instant, endedAt: Instant })).max(20),
});
export type RelatedCase = z.infer<typeof RelatedCase>;

/** What staff found out about a reported number and did about it; shared by all reports of that number. */
export const Finding = z.object({
  verdict: z.enum(['confirmed', 'insufficient', 'other_network']),
  /** What was done (closed, warned, referred_to_mobile, ...), an open list like the spam category. */
  action: z.string().max(80).nullable(),
  decidedAt: Instant,
});
export type Finding = z.infer<typeof Finding>;

export const SpamReportFacts = z.object({
  reportedAt: Instant,
  channel: z.string().max(40),
  /** Any sender of 3-20 digits: phones and short codes alike. */
  reportedNumber: z.string().max(24),
  receivedAt: Instant.nullable(),
  category: SpamCategory.nullable(),
  content: z.string().max(4_000),
  finding: Finding.nullable(),
});
export type SpamReportFacts = z.infer<typeof SpamReportFacts>;

export const RealNameFacts = z.object({
  /** A risky card waits less long between notice and measure. */
  highRisk: z.boolean(),
  /** Calendar day of the sale, yyyy-mm-dd. */
  soldOn: z.string().max(10),
  channel: z.string().max(40),
  dealerId: z.string().max(40).nullable(),
  /**
   * Evidence still missing: id_front, id_back, holding_photo, id_check, ... (policy-driven, an open list).
   */
  missing: z.array(z.string().max(40)).max(20),
  city: z.string().max(80).nullable(),
  /** The last four characters of the holder's document number, to compare with; absent: not known. */
  idTail: z.string().max(4).nullable().optional(),
});
export type RealNameFacts = z.infer<typeof RealNameFacts>;

const beyond = z.int().min(0);
/** How many facts of a case only the ledger has, because they were too many to be carried with it. */
export const Beyond = z.object({
  attempt: beyond,
  correction: beyond,
  note: beyond,
  reveal: beyond,
  /** Absent: none. */
  number: beyond.optional(),
});
export type Beyond = z.infer<typeof Beyond>;

const shared = {
  /**
   * Central derives it from team, kind and external id in a namespace of its own, so that a re-import meets
   * the same case.
   */
  id: z.uuid(),
  externalId: z.string().min(1).max(80),
  teamId: z.uuid(),
  assigneeId: z.uuid().nullable(),
  /** UUID of the last mutation that assigned the case: what a reassignment compares and sets. */
  assignmentId: z.uuid().nullable(),
  contact: Contact,
  openedAt: Instant,
  /**
   * The promise about the next step: what must have happened by `dueAt`, and when half and most of its time
   * is over.
   */
  sla: Sla,
  dueAt: Instant,
  /** When the loop must be closed at the latest; a report that is open after it is an open end. */
  closeBy: Instant,
  closedAt: Instant.nullable(),
  plan: Plan,
  /** Other cases of the same person and number, by id. */
  related: z.array(RelatedCase).max(50),
  /** Oldest first. */
  history: z.array(HistoryEntry),
  /** Absent: nothing. */
  beyond: Beyond.optional(),
};

export const SpamReportCase = z.object({
  ...shared,
  kind: z.literal('spam_report'),
  stage: SpamReportStage,
  facts: SpamReportFacts,
});
export type SpamReportCase = z.infer<typeof SpamReportCase>;

export const RealNameCase = z.object({
  ...shared,
  kind: z.literal('real_name'),
  stage: RealNameStage,
  facts: RealNameFacts,
});
export type RealNameCase = z.infer<typeof RealNameCase>;

/** A case with its whole history: the unit that central stores, the feed carries and a desk caches. */
export const Case = z.discriminatedUnion('kind', [SpamReportCase, RealNameCase]);
export type Case = z.infer<typeof Case>;
