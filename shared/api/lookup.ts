import { z } from 'zod';
import { Case } from '../case/case.ts';

/**
 * Somebody called in: the cases of the caller's team that have exactly this number, whoever's they are. Kept
 * in the audit.
 */
export const LookupRequest = z.object({ number: z.string().regex(/^\+?\d{3,20}$/) });
export const LookupResponse = z.object({ cases: z.array(Case).max(50) });
export type LookupResponse = z.infer<typeof LookupResponse>;
