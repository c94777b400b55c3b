import { z } from 'zod';
import { Instant } from '../time.ts';

/** A desk of the team: one person on one device, as central last met it. */
export const Desk = z.object({
  accountId: z.uuid(),
  clientId: z.uuid(),
  deviceName: z.string(),
  lastSeenAt: Instant,
  /** How much work waited there at that moment; null when the desk did not say. */
  unsent: z.int().min(0).nullable(),
  /** What the device's clock is ahead of central's, ms; null when the desk did not say. */
  clockOffset: z.int().nullable(),
});
export type Desk = z.infer<typeof Desk>;

/** The desks that were in contact within 30 days, the latest first. */
export const DesksResponse = z.object({ desks: z.array(Desk), serverTime: Instant });
export type DesksResponse = z.infer<typeof DesksResponse>;
