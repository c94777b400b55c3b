import { z } from 'zod';
import { shownName } from '../names.ts';

/** `integration`: another system of the operator; reads outcomes and reports receipts, has no desk. */
export const Role = z.enum(['agent', 'lead', 'admin', 'integration']);
export type Role = z.infer<typeof Role>;

/**
 * What an agent may do beyond their role: record findings about reported numbers. Leads and admins may
 * always.
 */
export const Permission = z.enum(['findings']);
export type Permission = z.infer<typeof Permission>;

/** A person of the team, as every desk of the team knows them. Central checks names as they are given. */
export const Member = z.object({
  id: z.uuid(),
  name: shownName(80),
  /** What the script says instead of a name, e.g. 1024. */
  staffNumber: shownName(20),
  role: Role,
  active: z.boolean(),
});
export type Member = z.infer<typeof Member>;

export const SignedInUser = z.object({
  id: z.uuid(),
  account: z.string(),
  name: z.string(),
  staffNumber: z.string(),
  role: Role,
  permissions: z.array(Permission).default([]),
  teamId: z.uuid(),
  teamName: z.string(),
});
export type SignedInUser = z.infer<typeof SignedInUser>;

/** A database stores no NUL. */
const withoutNul = (text: string) => !text.includes('\0');

export const SignInRequest = z.object({
  account: z.string().min(1).max(80).refine(withoutNul),
  password: z.string().min(1).max(200),
  device: z.object({ id: z.uuid(), name: z.string().max(80).refine(withoutNul) }),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

const tokens = {
  accessToken: z.string(),
  /** Seconds. */
  expiresIn: z.int().positive(),
  /** Rotates: valid until its successor was used once, so that a lost answer costs nothing. */
  refreshToken: z.string(),
  serverTime: z.int(),
};

export const SignInResponse = z.object({
  ...tokens,
  user: SignedInUser,
  /** Which central answers, at whatever address. One of before does not say. */
  installation: z.uuid().optional(),
  /**
   * 32 bytes, hex: kept by central per user and device; wraps the key of the desk file beside the password.
   */
  deviceSecret: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SignInResponse = z.infer<typeof SignInResponse>;

export const RefreshRequest = z.object({ refreshToken: z.string().min(1).max(400) });
export const RefreshResponse = z.object({ ...tokens, user: SignedInUser });
export type RefreshResponse = z.infer<typeof RefreshResponse>;
