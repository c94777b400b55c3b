import { z } from 'zod';

/** Room for the longest result that a desk makes, sealed. */
const Base64 = z.string().max(6_000_000);

/** Something sealed with AES-256-GCM; base64. */
export const Sealed = z.object({ nonce: Base64, tag: Base64, box: Base64 });
export type Sealed = z.infer<typeof Sealed>;

/**
 * What HKDF-SHA-256 (no salt) is told to make a key for: of central's secret for a device, and of the file
 * key that it wraps.
 */
export const KEY_PURPOSE = {
  fileKey: 'callback-desk file key',
  unsentKey: 'callback-desk salvage log',
} as const;

/**
 * A person's unsent work in a file that only central can open: `key` is the desk's file key, wrapped with the
 * secret that central keeps for that person on that device; `work` are mutations as JSON, sealed with a key
 * made of it.
 */
export const SealedUnsent = z.object({
  format: z.literal('callback-desk-unsent@1'),
  server: z.string(),
  accountId: z.uuid(),
  deviceId: z.uuid(),
  key: Sealed,
  work: z.array(Sealed),
});
export type SealedUnsent = z.infer<typeof SealedUnsent>;
