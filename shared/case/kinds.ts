import { z } from 'zod';

export const CaseKind = z.enum(['spam_report', 'real_name']);
export type CaseKind = z.infer<typeof CaseKind>;

/** Stages of a spam report, from the report to proof that the reporter was told. */
export const SpamReportStage = z.enum([
  'investigating',
  'to_call',
  'in_review',
  'message_requested',
  'closed',
]);
export type SpamReportStage = z.infer<typeof SpamReportStage>;

/** Stages of a real-name re-verification, including the reversible measure ladder. */
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
  'closed',
]);
export type RealNameStage = z.infer<typeof RealNameStage>;

export type CaseStage = SpamReportStage | RealNameStage;

/**
 * What a spam report is about, as the source named it (loan, bank_fraud, ...). An open list: an unknown code is kept and
 * shown as it came, because refusing a report for its label would lose the report.
 */
export const SpamCategory = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
export type SpamCategory = z.infer<typeof SpamCategory>;
