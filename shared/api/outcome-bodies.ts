import { z } from 'zod';
import { Finding } from '../case/case.ts';
import { Attempt, Correction } from '../case/history.ts';
import { CaseKind, MeasureLevel, RealNameStage, SpamReportStage } from '../case/kinds.ts';
import { PlanCode } from '../case/plan.ts';
import { MessagePurpose } from '../case/steps.ts';
import type { OutcomeType } from './outcomes.ts';

/** What every outcome says of its case; the number, because the receivers call, write to or bar it. */
const about = {
  kind: CaseKind,
  externalId: z.string(),
  name: z.string(),
  phone: z.string(),
  stage: z.union([SpamReportStage, RealNameStage]),
};
const { verdict, action } = Finding.shape;
const measure = z.object({ ...about, measureId: z.uuid(), level: MeasureLevel });
const turn = z.object({ ...about, proof: PlanCode });

/** The body of each type of outcome, for those who read them; a newer central may say more. */
export const OUTCOME_BODIES = {
  'result.logged': z.object({ ...about, result: Attempt.omit({ type: true, effect: true, run: true }) }),
  'result.corrected': z.object({ ...about, result: Correction.omit({ type: true, effect: true }) }),
  'finding.recorded': z.object({ ...about, verdict: z.string(), action }),
  'message.requested': z.object({
    ...about,
    messageId: z.uuid(),
    purpose: MessagePurpose,
    verdict: verdict.nullable(),
    action,
  }),
  'measure.approved': measure,
  'measure.lift_requested': measure,
  'case.closed': turn,
  'case.reopened': turn,
} satisfies Record<z.infer<typeof OutcomeType>, z.ZodObject>;
