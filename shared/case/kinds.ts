import { z } from 'zod';

export const CaseKind = z.enum(['spam_report', 'real_name']);
export type CaseKind = z.infer<typeof CaseKind>;

/**
 * Stages of a spam report. `decided`: there is a finding, but nobody has been given the call yet. It closes
 * only with proof that the reporter was told: a reached call or a delivered message.
 */
export const SpamReportStage = z.enum([
  'reported',
  'investigating',
  'decided',
  'to_call',
  'in_review',
  'message_requested',
  'closed',
]);
export type SpamReportStage = z.infer<typeof SpamReportStage>;

/**
 * Stages of a real-name re-verification. `lifted`: verified, and the measure that stood until then is taken
 * back.
 */
export const RealNameStage = z.enum([
  'to_call',
  'evidence_awaited',
  'verifying',
  'in_review',
  'notice',
  'waiting',
  'measure_proposed',
  'measure_approved',
  'measure_applied',
  'lifted',
  'closed',
]);
export type RealNameStage = z.infer<typeof RealNameStage>;

export type CaseStage = SpamReportStage | RealNameStage;

/**
 * Whether the loop of a case is closed; only a dispute, new evidence or a failed verification opens it again.
 */
export function isClosed({ stage }: { stage: CaseStage }): boolean {
  return stage === 'closed' || stage === 'lifted';
}

/** The telephone numbers of a contact by name. */
export const NumberName = z.enum(['phone', 'altPhone']);
export type NumberName = z.infer<typeof NumberName>;

/** How far a measure goes: outgoing calls barred (单停), or both directions (双停). */
export const MeasureLevel = z.enum(['outgoing', 'both']);
export type MeasureLevel = z.infer<typeof MeasureLevel>;

/**
 * What a spam report is about, as the source named it (loan, bank_fraud, ...). An open list: an unknown code
 * is kept and shown as it came, because refusing a report for its label would lose the report.
 */
export const SpamCategory = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
export type SpamCategory = z.infer<typeof SpamCategory>;
