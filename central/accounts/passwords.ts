import { randomInt } from 'node:crypto';
import argon2 from 'argon2';

/** argon2id with 19 MiB and two passes: OWASP's recommendation, about 30 ms. */
const COST = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const UNMISTAKABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Hashes a password for storage. */
export function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, COST);
}

let decoy: Promise<string> | null = null;

/**
 * Whether the password fits; without a hash it takes as long and does not, so that unknown accounts are not
 * told apart.
 */
export async function passwordFits(hash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const fits = await argon2.verify(hash ?? (await decoy), password);
  return fits && hash !== null;
}

/** A password that can be read aloud: four groups without letters that look alike (about 79 bits). */
export function generatePassword(): string {
  const letter = () => UNMISTAKABLE.charAt(randomInt(UNMISTAKABLE.length));
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, letter).join('')).join('-');
}
