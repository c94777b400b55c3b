import { z } from 'zod';
import { FactFlag } from '../case/history.ts';
import { Instant } from '../time.ts';

export const KeptRequest = z.object({ caseId: z.uuid() });

/** A result that only the ledger has: of another team, or one of too many. */
export const KeptResult = z.object({
  id: z.uuid(),
  at: Instant,
  /** Names of the author and their team; null: the account is gone. */
  author: z.string().nullable(),
  team: z.string().nullable(),
  direction: z.enum(['outbound', 'inbound']),
  disposition: z.string().max(40),
  note: z.string(),
  /** A flag that only a newer central knows must not make the answer unreadable. */
  flags: z.array(FactFlag).catch([]),
});
export type KeptResult = z.infer<typeof KeptResult>;

/** The latest first; `more`: how many there are beside these. */
export const KeptResponse = z.object({ results: z.array(KeptResult), more: z.int().min(0) });
export type KeptResponse = z.infer<typeof KeptResponse>;
