import { useQuery } from '@tanstack/react-query';
import type { Draft, Pins } from '../../shared/ipc/view.ts';
import type { Library } from '../../shared/policy/library.ts';
import { queries, queryClient } from '../app/queries.ts';

function isOf({ policy, dispositions }: Library, { policyVersion, dispositionsVersion }: Pins): boolean {
  return policy.version === policyVersion && dispositions.version === dispositionsVersion;
}

function hasPins({ policyVersion, dispositionsVersion }: Pins): boolean {
  return policyVersion !== null || dispositionsVersion !== null;
}

/**
 * What a draft has to remember when its call begins: the versions of the moment. Nothing when it has begun
 * before.
 */
export function pinsOf(draft: Draft): Partial<Pins> {
  const library = queryClient.getQueryData(queries.library().queryKey);
  if (hasPins(draft) || !library) return {};
  return { policyVersion: library.policy.version, dispositionsVersion: library.dispositions.version };
}

/**
 * Policy and dispositions that a call goes by: those that it began with, else the newest. A new version that
 * arrives in the middle of a call changes nothing on the screen. Undefined while they are read.
 */
export function useCallLibrary(draft: Draft): Library | null | undefined {
  const newest = useQuery(queries.library()).data;
  const pinned = hasPins(draft);
  const { policyVersion, dispositionsVersion } = draft;
  const kept = useQuery({
    ...queries.pinnedLibrary({ policyVersion, dispositionsVersion }),
    enabled: pinned && newest !== undefined,
    initialData: () => (newest && isOf(newest, draft) ? newest : undefined),
  }).data;
  return pinned ? kept : newest;
}
