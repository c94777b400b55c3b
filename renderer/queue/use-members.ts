import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../app/queries.ts';

/** Whether the signed-in person sees the whole team. */
export function useIsLead(): boolean {
  const role = useQuery(queries.session()).data?.user.role;
  return role === 'lead' || role === 'admin';
}

/** Names by id for a lead's rows; null for an agent, whose rows are all their own. */
export function useMemberNames(): ReadonlyMap<string, string> | null {
  const lead = useIsLead();
  const members = useQuery({ ...queries.members(), enabled: lead }).data;
  return useMemo(
    () => (lead ? new Map((members ?? []).map((member) => [member.id, member.name])) : null),
    [lead, members],
  );
}
