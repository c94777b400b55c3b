import { z } from 'zod';
import { CaseKind } from '../case/kinds.ts';
import { Instant } from '../time.ts';

/** Minutes after local midnight. */
const MinuteOfDay = z.int().min(0).max(1_440);

/** A part of the day in which calls may be made; `id` names it for the spread over day-parts. */
export const CallWindow = z.object({
  id: z.enum(['morning', 'afternoon', 'evening']),
  from: MinuteOfDay,
  to: MinuteOfDay,
});
export type CallWindow = z.infer<typeof CallWindow>;

/**
 * When calls may be made, with its own zone transitions so that no machine's time-zone database decides a
 * plan. `offsets`: UTC offset in minutes valid from that instant on, ascending. `holidays`/`workdays`:
 * yyyy-mm-dd exceptions (a holiday uses the weekend's windows, a make-up workday the weekday's).
 */
export const Calendar = z.object({
  zone: z.string().max(60),
  offsets: z.array(z.object({ from: Instant, minutes: z.int().min(-840).max(840) })).min(1),
  weekday: z.array(CallWindow).min(1),
  weekend: z.array(CallWindow).min(1),
  holidays: z.array(z.string().max(10)),
  workdays: z.array(z.string().max(10)),
  /** No calls at all on these days (yyyy-mm-dd). */
  closed: z.array(z.string().max(10)),
});
export type Calendar = z.infer<typeof Calendar>;

/**
 * How often, how densely and how spread one kind of case may be called. Source: features.md, attempt policy.
 */
export const AttemptRules = z.object({
  maxAttempts: z.int().positive(),
  maxPerDay: z.int().positive(),
  minGapMinutes: z.int().min(0),
  minDates: z.int().positive(),
  minDayParts: z.int().positive(),
  /**
   * Calling hours in which the first call is due, and calendar days in which the loop is closed, from the
   * decision.
   */
  firstCallHours: z.int().positive().max(1_000),
  closeDays: z.int().positive().max(365),
  /** Calendar days after the opening in which the loop is closed in any case. */
  hardCloseDays: z.int().positive().max(365),
  /** After so many calls of a round without an answer a message says that we tried. */
  promptAfter: z.array(z.int().positive()).max(5),
  /**
   * So often in a round the person may put us off: another time, evidence to come. Then a lead decides, or it
   * would never end.
   */
  maxPutOffs: z.int().positive().default(5),
  /** So many calls in a row may fail by a fault of ours, which counts as no attempt; then a lead looks. */
  maxLineFaults: z.int().positive().default(6),
});
export type AttemptRules = z.infer<typeof AttemptRules>;

/** What one telephone number bears across all cases of its holder. */
export const NumberCap = z.object({ maxPerDay: z.int().positive(), minGapMinutes: z.int().min(0) });
export type NumberCap = z.infer<typeof NumberCap>;

/**
 * The measure ladder of re-verifications. Waiting times in hours and days of the calendar. Source:
 * features.md section 3.
 */
export const LadderRules = z.object({
  waitHours: z.int().positive(),
  highRiskWaitHours: z.int().positive(),
  reminderAfterDays: z.int().positive(),
  secondWaitHours: z.int().positive(),
  /** So many failed verifications are answered by a call; the next one goes to the lead. */
  failedVerifications: z.int().min(0),
});
export type LadderRules = z.infer<typeof LadderRules>;

/** Promises about what staff do, in calling hours. */
export const StaffPromises = z.object({
  acknowledgeHours: z.int().positive(),
  decideHours: z.int().positive(),
  reviewHours: z.int().positive(),
  complaintHours: z.int().positive(),
  verifyHours: z.int().positive(),
  approveHours: z.int().positive(),
  restoreHours: z.int().positive(),
});
export type StaffPromises = z.infer<typeof StaffPromises>;

const Spoken = z.object({ zh: z.string().min(1).max(80), en: z.string().min(1).max(80) });

/** How the operator names itself and its hotline aloud; scripts say these. */
export const OperatorNames = z.object({ brand: Spoken, hotline: Spoken });
export type OperatorNames = z.infer<typeof OperatorNames>;

export const Policy = z.object({
  version: z.int().positive(),
  operator: OperatorNames,
  calendar: Calendar,
  rules: z.record(CaseKind, AttemptRules),
  perNumber: NumberCap,
  ladder: LadderRules,
  promises: StaffPromises,
  /** Minutes around an agreed time in which the call counts as kept. */
  appointmentToleranceMinutes: z.int().positive(),
});
export type Policy = z.infer<typeof Policy>;
