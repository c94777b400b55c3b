import type { SignedInUser } from '../../shared/api/account.ts';

/** Whose desk it is by what lies in the open beside the file: good for a name, and for no right. */
export interface Unproven {
  unproven: Pick<SignedInUser, 'id' | 'account' | 'name'>;
}

/** Whom central named just now, or whoever the file itself says. */
export type Who = SignedInUser | Unproven;

const NO_TEAM = '00000000-0000-0000-0000-000000000000';

/** @param inside the person in the encrypted file; null: it is new, or was damaged and begun anew. */
export function personOf(who: Who, inside: SignedInUser | null): SignedInUser {
  if (!('unproven' in who)) return who;
  const least = { staffNumber: '', role: 'agent', permissions: [], teamId: NO_TEAM, teamName: '' } as const;
  return inside ?? { ...who.unproven, ...least, permissions: [] };
}
