import { z } from 'zod';
import { QUEUE_TABS } from '../case/queue.ts';
import { Instant } from '../time.ts';

const Count = z.int().min(0);

/** What one person has in hand; `id` null: what nobody has. */
const PersonLoad = z.object({
  id: z.uuid().nullable(),
  open: Count,
  due: Count,
  overdue: Count,
  appointment: Count,
  openEnds: Count,
});
export type PersonLoad = z.infer<typeof PersonLoad>;

/** What falls due on one day of the calendar, from midnight to midnight (`to` exclusive). */
const BoardDay = z.object({ from: Instant, to: Instant, firstCall: Count, appointment: Count, close: Count });
export type BoardDay = z.infer<typeof BoardDay>;

/** The team at one glance: how much of each state, who has it, and what the next days bring. */
export const Board = z.object({
  at: Instant,
  tabs: z.record(z.enum(QUEUE_TABS), Count),
  people: z.array(PersonLoad),
  /** Today first. */
  days: z.array(BoardDay),
});
export type Board = z.infer<typeof Board>;
