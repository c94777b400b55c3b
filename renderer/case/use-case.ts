import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { CaseView } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { adopt } from '../result/work-store.ts';

/** The open case; what had been typed for it earlier is taken up again. */
export function useCase(caseId: string) {
  const answer = useQuery(queries.case(caseId));
  const view = answer.data;
  useEffect(() => {
    if (view) adopt(caseId, view.draft);
  }, [caseId, view]);
  return answer;
}

/** A person's name by id, for authors and owners; the system's own acts have none. */
export function useNameOf(): (id: string | null) => string | null {
  const members = useQuery(queries.members()).data;
  return useMemo(() => {
    const names = new Map((members ?? []).map((member) => [member.id, member.name]));
    return (id) => (id === null ? null : (names.get(id) ?? null));
  }, [members]);
}

export type OpenCase = CaseView['case'];
